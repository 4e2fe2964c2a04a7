import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openEventStoreDb, openEventStoreDbImport } from '#event-store/eventstoredb';
import { ledgerTreeViews, verifyLedger } from '#proof';
import { EditionsFolder, type StoredViewSet } from '#views';
import { type BenchOptions, type BenchRow, count, median, perSecond } from './bench-row.js';
import { lastImport } from './imported-ledger.js';
import { eventStoreDb } from './needed-servers.js';
import { projectViews } from './project-views.js';
import { sampleEvents } from './sample-events.js';

const ROUNDS = 5;
const PAGE = 2_000;

/** What it costs that the ledger proves itself: while it is imported, and to verify it. */
export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-proof-'));
  const server = await eventStoreDb();
  const [path, events] = [join(folder, 'ledger.db'), Math.ceil(200_000 * options.scale)];
  const few = Math.ceil(40_000 * options.scale);
  try {
    await write(path, events);
    const openFile = (): EventStore => openSqliteEventStore(path, { readonly: true });
    const openServer = (): EventStore => openEventStoreDb({ url: server.url });
    const embedded = await againstReplay(openFile, events);
    await copy(path, server.url, few);
    const distributed = await againstReplay(openServer, few);
    return [
      await sealingCost(options, folder),
      verifyRow(`ledger verify of ${count(events)} events, against reading, decoding and folding them`, embedded, 0.7, ''),
      verifyRow(
        `the same from EventStoreDB, ${count(few)} events`,
        distributed,
        0.6,
        server.isStub ? ', a stub that speaks the protocol' : '',
      ),
    ];
  } finally {
    await server.remove();
    rmSync(folder, { recursive: true });
  }
}

function verifyRow(what: string, rounds: readonly Round[], least: number, note: string): BenchRow {
  const ratio = median(rounds.map(({ verify, replay }) => verify / replay));
  return {
    what,
    ours: perSecond(median(rounds.map(({ verify }) => verify))),
    reference: perSecond(median(rounds.map(({ replay }) => replay))),
    ratio,
    target: `at least ${least}`,
    met: ratio >= least,
    note: `median of ${rounds.length} rounds, one thread${note}`,
  };
}

/** Events a second. */
interface Round {
  readonly verify: number;
  readonly replay: number;
}

async function againstReplay(open: () => EventStore, events: number): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  const rate = async (work: (store: EventStore) => Promise<number | undefined>): Promise<number> => {
    const store = open();
    const started = performance.now();
    const read = await work(store);
    const elapsed = performance.now() - started;
    await store.close();
    if (read !== events) throw new Error(`${read} events were read where ${events} were written`);
    return (1000 * events) / elapsed;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const verify = await rate(
      async (ledger) => (await verifyLedger({ ledger, signal: new AbortController().signal, onProgress: () => undefined }))?.size,
    );
    rounds.push({ verify, replay: await rate(readAndFold) });
  }
  return rounds;
}

/** A fold small enough that reading and decoding are what is measured. */
async function readAndFold(store: EventStore): Promise<number> {
  const kinds = new Map<string, number>();
  for (let page = await store.readAll(START); page.length > 0; page = await store.readAll(page.at(-1)?.position ?? START)) {
    for (const { data } of page) {
      const { kind } = data as { readonly kind: string };
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  return [...kinds.values()].reduce((sum, each) => sum + each, 0);
}

/** What the set of the tree takes of an import: its CPU for an event, beside reading, which it shares with the other sets. */
async function sealingCost(options: BenchOptions, folder: string): Promise<BenchRow> {
  const { ledger, figures } = await lastImport(options);
  const path = join(ledger.data, 'ledger.db');
  const editions = new EditionsFolder(join(folder, 'views'));
  const project = async (set: StoredViewSet): Promise<number> => {
    const edition = editions.create(set);
    const before = process.cpuUsage();
    await projectViews(path, [{ set, edition: editions.writer(set, edition) }], { eventsPerCommit: 20_000 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / ledger.touchpoints;
  };
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push((await project(ledgerTreeViews)) - (await project(reading)));
  const cost = median(rounds);
  const part = cost / figures.microseconds;
  return {
    what: `sealing while ${count(ledger.touchpoints)} touchpoints are imported: CPU of the tree over the events`,
    ours: `${(100 * part).toFixed(1)} % of the import's`,
    target: 'under 3 %',
    met: part < 0.03,
    note: `${cost.toFixed(1)} of ${Math.round(figures.microseconds)} microseconds of CPU for each; median of ${ROUNDS} rounds`,
  };
}

/** Reads and keeps nothing. */
const reading: StoredViewSet = {
  name: 'reading',
  version: '1',
  receives: 'as-stored',
  tables: [],
  projector: () => ({ apply: async () => undefined }),
};

async function write(path: string, events: number): Promise<void> {
  const store = openSqliteEventStore(path, { bulk: true });
  for (let written = 0; written < events; written += PAGE) {
    const page = sampleEvents(Math.min(PAGE, events - written));
    await Promise.all(page.map((event) => store.append(`touchpoint-${event.id}`, [event], 'none')));
  }
  await store.close();
}

/** The first events of a ledger in a file, copied to a server. */
async function copy(path: string, url: string, events: number): Promise<void> {
  const from = openSqliteEventStore(path, { readonly: true });
  const to = openEventStoreDbImport({ url });
  let after = START;
  for (let copied = 0; copied < events;) {
    const page = await from.readAll(after, { limit: Math.min(PAGE, events - copied) });
    await to.take(page);
    copied += page.length;
    after = page.at(-1)?.position ?? after;
  }
  await to.close();
  await from.close();
}
