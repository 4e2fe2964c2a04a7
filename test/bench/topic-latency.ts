import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchOptions, type BenchRow, count, percentile } from './bench-row.js';
import { madeUpTouchpoint } from './made-up-touchpoints.js';
import { eventStoreDb, type OwnServer, ownBroker, skipped, temporaryDatabase } from './needed-servers.js';
import { type BenchServer, startService } from './server.js';
import { readTouchpoints, type TopicReader } from './topic-reader.js';

const WHAT = 'from the answer of POST /touchpoints to readable by a read-committed consumer';
const RATE = 500;
const LEAST_RATE = 30;
const SIZE = { touchpoints: 1_000_000, customers: 100_000 };
const CONNECTIONS = 64;
/** Touchpoints are sent so many milliseconds apart, several at once. */
const TICK_MS = 20;
const DRAIN_MS = 60_000;
const POLL_MS = 100;

/** What was recorded at a constant rate: when each touchpoint was answered, by its id, and how long that took. */
interface Load {
  readonly answers: ReadonlyMap<string, number>;
  readonly took: readonly number[];
  /** Touchpoints that waited for their answer when the last one had been sent. */
  readonly waiting: number;
}

/** The whole chain: ledger service, projector, outbox in PostgreSQL, relay, broker; each in a process of its own. */
export async function run({ scale, folder }: BenchOptions): Promise<readonly BenchRow[]> {
  const skip = skipped(WHAT, ['POSTGRES_URL', 'KAFKA_BROKERS']);
  if (skip) return skip;
  const undo: (() => Promise<void>)[] = [];
  const server = async <S extends OwnServer>(starting: Promise<S>): Promise<S> => {
    const started = await starting;
    undo.unshift(() => started.remove());
    return started;
  };
  try {
    const store = await server(eventStoreDb());
    const database = await server(temporaryDatabase());
    const broker = await server(ownBroker());
    const settings = {
      EVENTSTOREDB_URL: store.url,
      POSTGRES_URL: database.url,
      KAFKA_BROKERS: broker.url,
      TOUCHSTONE_KEYS: join(folder, 'chain.keys'),
      TOUCHSTONE_DATA: join(folder, 'chain'),
    };
    const [ledger] = await Promise.all(
      (['ledger', 'projector', 'relay'] as const).map(async (name) => {
        const service = await startService(name, settings, CONNECTIONS);
        undo.unshift(() => service.stop());
        return service;
      }),
    );
    if (!ledger) throw new Error('The ledger service did not start.');
    const first = await load(ledger, 0, LEAST_RATE, 1);
    const reader = await readTouchpoints(broker.url);
    undo.unshift(() => reader.stop());
    await drained(reader, first);
    return [await measure(ledger, reader, scale >= 0.1 ? 30 : 10, store.isStub)];
  } finally {
    for (const step of undo) await step();
  }
}

/** At the rate that was asked for, or half of it and so on, where the ledger service does not take in so many. */
async function measure(ledger: BenchServer, reader: TopicReader, seconds: number, isStub: boolean): Promise<BenchRow> {
  let [next, rate] = [10_000, RATE];
  const at = async (forSeconds: number): Promise<Load> => {
    const done = await load(ledger, next, rate, forSeconds);
    next += rate * forSeconds;
    await drained(reader, done);
    return done;
  };
  for (let warm = await at(10); warm.waiting > rate / 2 && rate > LEAST_RATE; warm = await at(10)) rate = Math.floor(rate / 2);
  const { answers, took } = await at(seconds);
  const delays = [...answers].map(([id, answered]) => Math.max(0, (reader.arrivals.get(id) ?? Infinity) - answered));
  const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
  const slower = rate < RATE ? `; at ${RATE} a second the services did not keep up with recording on this machine` : '';
  return {
    what: `${WHAT}, at ${rate} a second for ${seconds} s`,
    ours: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    target: `p50 under 100 ms, p99 under 500 ms, at ${RATE} a second`,
    met: rate === RATE && p50 < 100 && p99 < 500,
    note: `${count(delays.length)} touchpoints, one a request, slowest ${Math.max(...delays).toFixed(0)} ms; the answer itself p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${percentile(took, 0.99).toFixed(0)} ms; ledger service, projector, relay, PostgreSQL, broker, ${isStub ? 'a stub of EventStoreDB' : 'EventStoreDB'}, consumer and callers, each a process of its own, share the cores${slower}`,
  };
}

/** Records `rate` made-up touchpoints a second, whether or not earlier ones have been answered. */
async function load(ledger: BenchServer, from: number, rate: number, seconds: number): Promise<Load> {
  const answers = new Map<string, number>();
  const took: number[] = [];
  const sent: Promise<void>[] = [];
  const record = async (index: number): Promise<void> => {
    const began = performance.now();
    const { id } = await ledger.ask<{ id: string }>('POST', '/touchpoints', JSON.stringify(madeUpTouchpoint(index, SIZE)));
    const now = performance.now();
    answers.set(id, now);
    took.push(now - began);
  };
  const started = performance.now();
  while (sent.length < rate * seconds) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - started) / 1000) * rate));
    while (sent.length < due) sent.push(record(from + sent.length));
    await sleep(TICK_MS);
  }
  const waiting = sent.length - answers.size;
  await Promise.all(sent);
  return { answers, took, waiting };
}

/** Resolves when the consumer has read all of it. */
async function drained({ arrivals }: TopicReader, { answers }: Load): Promise<void> {
  for (const until = Date.now() + DRAIN_MS; ; await sleep(POLL_MS)) {
    const missing = [...answers.keys()].filter((id) => !arrivals.has(id)).length;
    if (missing === 0) return;
    if (Date.now() > until) throw new Error(`${missing} touchpoints did not come to the topic within ${DRAIN_MS / 1000} s.`);
  }
}
