import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPosition, type RecordedEvent } from '#events';
import { anEvent, everything } from './contract/opened-store.js';
import type { EventStore } from './event-store.js';
import { openEventStoreDb } from './eventstoredb/open-eventstoredb.js';
import { openEventStoreDbImport } from './eventstoredb/take-over-events.js';
import { startEventStoreStub } from './eventstoredb/testing/stub-server.js';
import type { LedgerImport } from './ledger-import.js';
import { openSqliteEventStore } from './sqlite/sqlite-event-store.js';
import { openSqliteLedgerImport } from './sqlite/take-over-events.js';

interface Opened {
  readonly taking: LedgerImport;
  readonly store: EventStore;
  close(): Promise<void>;
}

async function inSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-import-'));
  const taking = openSqliteLedgerImport(join(folder, 'ledger.db'));
  const store = openSqliteEventStore(join(folder, 'ledger.db'));
  return {
    taking,
    store,
    close: async () => {
      await taking.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function inEventStoreDb(): Promise<Opened> {
  const stub = await startEventStoreStub();
  const taking = openEventStoreDbImport({ url: stub.url });
  const store = openEventStoreDb({ url: stub.url });
  return {
    taking,
    store,
    close: async () => {
      await taking.close();
      await store.close();
      await stub.stop();
    },
  };
}

/** Interleaved events of some streams, one of them recorded earlier than the one before it. */
const EVENTS: readonly RecordedEvent[] = Array.from({ length: 90 }, (_, n) => ({
  ...anEvent({ n, text: 'ä€😀' }),
  metadata: n % 2 === 0 ? {} : { actor: 'import' },
  stream: `stream-${n % 30 < 20 ? n % 30 : 20}`,
  revision: n % 30 < 20 ? Math.floor(n / 30) : 10 * Math.floor(n / 30) + (n % 30) - 20,
  position: asPosition(1000 + n),
  recordedAt: n === 50 ? 1 : 1_000_000 + n,
}));

function withoutPosition(event: RecordedEvent): unknown {
  const { position: _, ...rest } = event;
  return rest;
}

describe.each([
  ['SQLite', inSqlite],
  ['EventStoreDB, as a stub', inEventStoreDb],
] as const)('taking events over into %s', (_name, open) => {
  let opened: Opened;
  beforeEach(async () => (opened = await open()));
  afterEach(() => opened.close());

  it('keeps their order, streams, revisions and times', async () => {
    await opened.taking.take(EVENTS.slice(0, 40));
    await opened.taking.take(EVENTS.slice(40));
    expect((await everything(opened.store, 7)).map(withoutPosition)).toEqual(EVENTS.map(withoutPosition));
    expect((await opened.store.readStream('stream-20')).map(withoutPosition)).toEqual(
      EVENTS.filter(({ stream }) => stream === 'stream-20').map(withoutPosition),
    );
  });

  it('appends nothing twice that is there already', async () => {
    await opened.taking.take(EVENTS.slice(0, 60));
    await opened.taking.take(EVENTS.slice(30, 70));
    expect((await everything(opened.store, 1000)).map(({ id }) => id)).toEqual(EVENTS.slice(0, 70).map(({ id }) => id));
  });

  it('refuses an event whose revision another event has, or that comes too early', async () => {
    const [first, second] = EVENTS;
    await opened.taking.take(EVENTS.slice(0, 1));
    const rival = { ...anEvent(), stream: first?.stream ?? '', revision: 0, position: asPosition(1), recordedAt: 1 };
    await expect(opened.taking.take([rival])).rejects.toMatchObject({ code: 'concurrency-conflict' });
    const early = { ...rival, stream: second?.stream ?? '', revision: 3 };
    await expect(opened.taking.take([early])).rejects.toMatchObject({ code: 'concurrency-conflict' });
    expect(await everything(opened.store, 10)).toHaveLength(1);
  });

  it('is followed by newly recorded events, which have their own time', async () => {
    await opened.taking.take(EVENTS.slice(0, 1));
    const before = Date.now();
    const { recordedAt, revision } = await opened.store.append(EVENTS[0]?.stream ?? '', [anEvent()], 0);
    expect([revision, recordedAt >= before]).toEqual([1, true]);
  });
});
