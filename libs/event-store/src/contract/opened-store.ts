import { randomUUID } from 'node:crypto';
import { type NewEvent, type Position, type RecordedEvent, START } from '#events';
import type { EventStore } from '../event-store.js';

export interface OpenedStore {
  readonly store: EventStore;
  /** Closes the store and opens the same ledger again. */
  reopen(): Promise<EventStore>;
  /** Closes what is open and removes the ledger, where it is the test's own. */
  close(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** What may differ between stores. */
export interface StoreTraits {
  /** The scope within which an event id is unique. */
  readonly uniqueIds: 'ledger' | 'stream';
  /** Milliseconds by which the clock that says when an event was recorded may differ from this machine's. */
  readonly clockSkew: number;
}

/** The part of a ledger that belongs to one test: streams with unique names, and what was appended since the test began. */
export interface OwnLedger {
  /** Position of the last event when the test began. */
  readonly start: Position;
  /** A unique stream name. */
  readonly name: (stream: string) => string;
  /** The events it appended, page by page; read through `store` after it was reopened. */
  everything(limit: number, store?: EventStore): Promise<RecordedEvent[]>;
  reopen(): Promise<EventStore>;
}

/** Runs a test against a store of its own, or against its own part of a shared one that nobody else writes to meanwhile. */
export function withStore(open: OpenStore, claim: (store: EventStore, ledger: OwnLedger) => Promise<void>): () => Promise<void> {
  return async () => {
    const opened = await open();
    try {
      await claim(opened.store, await ownLedger(opened));
    } finally {
      await opened.close();
    }
  };
}

export async function ownLedger(opened: OpenedStore): Promise<OwnLedger> {
  const start = await opened.store.head();
  const prefix = `${randomUUID()} `;
  return {
    start,
    name: (stream) => prefix + stream,
    everything: async (limit, store = opened.store) =>
      (await everything(store, limit, start)).filter(({ stream }) => stream.startsWith(prefix)),
    reopen: () => opened.reopen(),
  };
}

export function anEvent(data: unknown = { n: 1 }, id: string = randomUUID()): NewEvent {
  return { id, type: 'Tested', schemaVersion: 1, data, metadata: {} };
}

/** The whole ledger after a position, page by page. */
export async function everything(store: EventStore, limit: number, after: Position = START): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (
    let page = await store.readAll(after, { limit });
    page.length > 0;
    page = await store.readAll(all.at(-1)?.position ?? after, { limit })
  ) {
    all.push(...page);
  }
  return all;
}
