import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchOptions, type BenchRow, count, perSecond } from './bench-row.js';
import { importedLedger } from './imported-ledger.js';
import { type Answer, type Caller, callers, first, lookUp, lookUpRow, lookUps, WARM_UP } from './look-ups.js';
import { type BenchServer, caughtUp, startServer, viewsStatus } from './server.js';

const PROMISED_EVENTS = 1_000_000;
const PROMISED_SECONDS = 90;
const POLL_MS = 250;
const LONGEST_SECONDS = 3600;
/** Customers whose answers must be the same before and after. */
const COMPARED = 25;

/** All views rebuilt at once, beside those that serve, with look-ups going on. */
export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const ledger = await importedLedger(options);
  const server = await startServer(ledger);
  try {
    const events = await caughtUp(server);
    await lookUps(server, first(WARM_UP, callers(ledger, 5)));
    const compared = [...first(COMPARED, callers(ledger, 6))];
    const before = await answers(server, compared);

    const started = performance.now();
    const sets = await viewsStatus(server);
    for (const { set } of sets) await server.ask('POST', `/views/${set}/rebuild`);
    const took = new Map<string, number>();
    const rebuilt = watch(server, started, took, sets.length);
    const [meanwhile] = await Promise.all([
      lookUps(
        server,
        again(() => callers(ledger, 7)),
        () => took.size === sets.length,
      ),
      rebuilt,
    ]);

    for (const { set } of sets) await server.ask('POST', `/views/${set}/promote`);
    if (JSON.stringify(await answers(server, compared)) !== JSON.stringify(before))
      throw new Error('The rebuilt views answer otherwise than those before.');

    const seconds = Math.max(...took.values());
    const promised = (seconds * PROMISED_EVENTS) / events;
    return [
      {
        what: `rebuild of all views from ${count(events)} events, with look-ups going on`,
        ours: `${seconds.toFixed(1)} s`,
        target: `under ${PROMISED_SECONDS} s for ${count(PROMISED_EVENTS)}`,
        met: promised < PROMISED_SECONDS,
        note: `${[...took].map(([set, each]) => `${set} ${each.toFixed(1)} s`).join(', ')}, both at once; ${perSecond(events / seconds)}, so ${promised.toFixed(0)} s for ${count(PROMISED_EVENTS)}; promoted, and ${COMPARED} customers read the same as before`,
      },
      lookUpRow('look-up, as above, while all views are rebuilt', meanwhile, 'each customer for the first time'),
    ];
  } finally {
    await server.stop();
  }
}

/** Notes when each set has caught up, in seconds since `started`; resolves when all have. */
async function watch(server: BenchServer, started: number, took: Map<string, number>, sets: number): Promise<void> {
  while (took.size < sets) {
    await sleep(POLL_MS);
    const seconds = (performance.now() - started) / 1000;
    if (seconds > LONGEST_SECONDS) throw new Error(`The rebuild did not end within ${LONGEST_SECONDS} s.`);
    for (const { set, building } of await viewsStatus(server)) {
      if (!building) throw new Error(`The rebuild of the ${set} views ended early.`);
      if (building.caughtUp && !took.has(set)) took.set(set, seconds);
    }
  }
}

async function answers(server: BenchServer, who: readonly Caller[]): Promise<Answer[]> {
  const all: Answer[] = [];
  for (const caller of who) {
    const { customer, items } = await lookUp(server, caller);
    all.push({ customer, items: items.map(({ id }) => ({ id })) });
  }
  return all;
}

/** From the beginning again when it ends: a rebuild may take longer than there are customers. */
function* again<T>(values: () => Iterable<T>): Generator<T> {
  for (;;) yield* values();
}
