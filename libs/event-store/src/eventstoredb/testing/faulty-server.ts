import { afterEach, beforeEach } from '@jest/globals';
import { type Position, START } from '#events';
import type { EventStore } from '../../event-store.js';
import { type EventStoreDbOptions, openEventStoreDb } from '../open-eventstoredb.js';
import { startEventStoreStub, type Stub } from './stub-server.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** A stub server, a proxy to it that can cut the connection, and ledgers with short time-outs: all new for each test. */
export interface FaultyServer {
  /** A test that starts another replaces it. */
  stub: Stub;
  readonly proxy: TcpProxy;
  /** What the ledgers logged. */
  readonly warnings: readonly string[];
  /** The address of the proxy. */
  throughProxy(): string;
  /** A ledger on the stub, closed at the end of the test. */
  open(options?: Partial<EventStoreDbOptions>): EventStore;
}

export function faultyServer(): FaultyServer {
  let stub: Stub;
  let proxy: TcpProxy;
  let opened: EventStore[];
  let warnings: string[];
  beforeEach(async () => {
    stub = await startEventStoreStub();
    proxy = await startTcpProxy(stub.port);
    opened = [];
    warnings = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    await proxy.close();
    await stub.stop();
  });
  return {
    get stub() {
      return stub;
    },
    set stub(other) {
      stub = other;
    },
    get proxy() {
      return proxy;
    },
    get warnings() {
      return warnings;
    },
    throughProxy: () => `esdb://127.0.0.1:${proxy.port}?tls=false`,
    open: (options = {}) => {
      const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
      const quick = { appendPatience: 5000, readPatience: 5000, silence: 300, subscriptionSilence: 300, log };
      const store = openEventStoreDb({ url: stub.url, ...quick, ...options });
      opened.push(store);
      return store;
    },
  };
}

/** The data of the first events of a subscription. */
export async function follow(store: EventStore, enough: number, after: Position = START): Promise<unknown[]> {
  const done = new AbortController();
  const seen: unknown[] = [];
  for await (const { events } of store.subscribe(after, { signal: done.signal })) {
    seen.push(...events.map(({ data }) => data));
    if (seen.length >= enough) done.abort();
  }
  return seen;
}
