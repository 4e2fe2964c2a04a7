import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { type BenchOptions, type BenchRow, count, percentile } from './bench-row.js';
import { madeUpTouchpoint } from './made-up-touchpoints.js';
import { eventStoreDb, type OwnServer, ownBroker, skipped, temporaryDatabase } from './needed-servers.js';
import { type SealedTouchpoint, sealTouchpoints } from './sealed-touchpoints.js';
import { type BenchServer, startService } from './server.js';
import { readTouchpoints, type TopicReader } from './topic-reader.js';

const WHAT = 'from append to readable by a read-committed consumer';
const RATE = 500;
/** If the system does not keep up with that rate, this much less is tried, and so on. */
const STEP = 50;
const LEAST_RATE = 50;
const SIZE = { touchpoints: 1_000_000, customers: 100_000 };
const CONNECTIONS = 64;
/** Touchpoints are sent so many milliseconds apart, several at once. */
const TICK_MS = 20;
/** Warm-up: services compile their code, above all the broker. */
const WARM_UP = { rate: 200, seconds: 60 };
const DRAIN_MS = 60_000;
const POLL_MS = 100;

/** A way for touchpoints to get into the ledger. */
interface Way {
  readonly name: string;
  /** Most that go together. */
  readonly together: number;
  /** The preparation, which is not measured. */
  prepare?(from: number, many: number): Promise<void>;
  /** Resolves with their ids once they are in the ledger. */
  record(first: number, many: number): Promise<readonly string[]>;
}

/** The chain from the ledger on, as the figure names it: handles, seals and all else that comes before the append is done beforehand. */
function appended(store: EventStore, vault: { readonly url: string; readonly keysDir: string }): Way {
  const ready = new Map<number, SealedTouchpoint>();
  return {
    name: 'appended straight to the ledger, sealed beforehand',
    together: 1,
    async prepare(from, many) {
      ready.clear();
      const sealed = await sealTouchpoints(bodies(from, many), vault);
      sealed.forEach((touchpoint, index) => ready.set(from + index, touchpoint));
    },
    record: (first, many) =>
      Promise.all(
        Array.from({ length: many }, async (_, n) => {
          const touchpoint = ready.get(first + n);
          if (!touchpoint) throw new RangeError('A touchpoint was not sealed beforehand.');
          await store.append(touchpoint.stream, [touchpoint.event], 'none');
          return touchpoint.event.id;
        }),
      ),
  };
}

/** The whole chain, recording over HTTP included. */
function inBatches(ledger: BenchServer): Way {
  return {
    name: 'recorded over HTTP, ten a request',
    together: 10,
    record: async (first, many) =>
      (await ledger.postLines<{ id: string }>('/touchpoints/batch', bodies(first, many))).map(({ id }) => id),
  };
}

function oneByOne(ledger: BenchServer): Way {
  return {
    name: 'recorded over HTTP, one a request',
    together: 1,
    record: (first, many) =>
      Promise.all(bodies(first, many).map(async (body) => (await ledger.ask<{ id: string }>('POST', '/touchpoints', body)).id)),
  };
}

function bodies(first: number, many: number): string[] {
  return Array.from({ length: many }, (_, n) => JSON.stringify(madeUpTouchpoint(first + n, SIZE)));
}

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
    const first = await load(oneByOne(ledger), 0, LEAST_RATE, 1);
    const reader = await readTouchpoints(broker.url);
    undo.unshift(() => reader.stop());
    await drained(reader, first);
    const { rate, seconds } = WARM_UP;
    await drained(reader, await load(inBatches(ledger), LEAST_RATE, rate, seconds));
    const ledgerOnly = openEventStoreDb({ url: store.url });
    undo.unshift(() => ledgerOnly.close());
    const vault = { url: database.url, keysDir: settings.TOUCHSTONE_KEYS };
    const ways = [appended(ledgerOnly, vault), inBatches(ledger), oneByOne(ledger)];
    const rows: BenchRow[] = [];
    for (const [index, way] of ways.entries())
      rows.push(await measure(reader, way, 100_000 * (index + 1), scale >= 0.1 ? 30 : 10, store.isStub));
    return rows;
  } finally {
    for (const step of undo) await step();
  }
}

/** At the rate that was asked for, or the next lower one that is taken in. */
async function measure(reader: TopicReader, way: Way, from: number, seconds: number, isStub: boolean): Promise<BenchRow> {
  let [next, rate] = [from, RATE];
  const at = async (forSeconds: number): Promise<Load> => {
    const done = await load(way, next, rate, forSeconds);
    next += rate * forSeconds;
    await drained(reader, done);
    return done;
  };
  for (let tried = await at(10); tried.waiting > rate / 2 && rate > LEAST_RATE; tried = await at(10)) rate -= STEP;
  const { answers, took } = await at(seconds);
  const delays = [...answers].map(([id, answered]) => Math.max(0, (reader.arrivals.get(id) ?? Infinity) - answered));
  const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
  const slower = rate < RATE ? `; more a second were not recorded as fast as they were sent` : '';
  return {
    what: `${WHAT}, ${rate} a second for ${seconds} s, ${way.name}`,
    ours: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    target: `p50 under 100 ms, p99 under 500 ms, at ${RATE} a second`,
    met: rate === RATE && p50 < 100 && p99 < 500,
    note: `${count(delays.length)} touchpoints, slowest ${Math.max(...delays).toFixed(0)} ms; the answer itself p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${percentile(took, 0.99).toFixed(0)} ms; ledger service, projector, relay, PostgreSQL, broker, ${isStub ? 'a stub of EventStoreDB' : 'EventStoreDB'}, consumer and callers, each a process of its own, share the cores${slower}`,
  };
}

/** Puts in `rate` made-up touchpoints a second, whether or not earlier ones have been answered. */
async function load(way: Way, from: number, rate: number, seconds: number): Promise<Load> {
  await way.prepare?.(from, rate * seconds);
  const answers = new Map<string, number>();
  const took: number[] = [];
  const record = async (first: number, many: number): Promise<void> => {
    const began = performance.now();
    const ids = await way.record(first, many);
    const now = performance.now();
    for (const id of ids) answers.set(id, now);
    took.push(now - began);
  };
  const requests: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < rate * seconds; await sleep(TICK_MS)) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - started) / 1000) * rate));
    for (; sent < due; sent += Math.min(way.together, due - sent))
      requests.push(record(from + sent, Math.min(way.together, due - sent)));
  }
  const waiting = rate * seconds - answers.size;
  await Promise.all(requests);
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
