import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { type RecordedEvent, START } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { type BenchOptions, type BenchRow, median, perSecond } from './bench-row.js';
import { sampleEvents } from './sample-events.js';

const ROUNDS = 5;
const CHUNK = 1 << 20;

interface Touchpoint {
  readonly department: string;
  readonly amount: { readonly value: string };
}

/** A fold small enough that reading and decoding are what is measured. */
class Totals {
  readonly #byDepartment = new Map<string, { count: number; amount: number }>();
  events = 0;

  add(data: Touchpoint): void {
    const total = this.#byDepartment.get(data.department) ?? { count: 0, amount: 0 };
    total.count += 1;
    total.amount += Number(data.amount.value);
    this.#byDepartment.set(data.department, total);
    this.events += 1;
  }
}

async function foldLedger(path: string): Promise<Totals> {
  const store = openSqliteEventStore(path, { readonly: true });
  const totals = new Totals();
  for (let page = await store.readAll(START); page.length > 0; page = await store.readAll(page.at(-1)?.position ?? START)) {
    for (const event of page) totals.add((event as RecordedEvent<string, Touchpoint>).data);
  }
  await store.close();
  return totals;
}

/** As fast as Node reads lines: large chunks, split at line ends, each line parsed by itself. */
function foldFlatFile(path: string): Totals {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(CHUNK);
  const totals = new Totals();
  let rest = '';
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
    const lines = (rest + decoder.write(buffer.subarray(0, bytes))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event: RecordedEvent<string, Touchpoint> = JSON.parse(line);
      totals.add(event.data);
    }
  }
  closeSync(file);
  return totals;
}

/** The same events in the ledger and, whole, as lines of a file. */
async function write(store: EventStore, flat: string, count: number): Promise<void> {
  const file = openSync(flat, 'w');
  for (let written = 0; written < count; written += 2_000) {
    const events = sampleEvents(Math.min(2_000, count - written));
    await Promise.all(events.map((event) => store.append(`touchpoint-${event.id}`, [event], 'none')));
  }
  for (let page = await store.readAll(START); page.length > 0; page = await store.readAll(page.at(-1)?.position ?? START)) {
    writeSync(file, page.map((event) => `${JSON.stringify({ ...event, position: event.position.toString() })}\n`).join(''));
  }
  closeSync(file);
}

async function rate(fold: () => Totals | Promise<Totals>, expected: number): Promise<number> {
  const started = performance.now();
  const { events } = await fold();
  const elapsed = performance.now() - started;
  if (events !== expected) throw new Error(`${events} events were read where ${expected} were written`);
  return (1000 * events) / elapsed;
}

export async function run({ scale }: BenchOptions): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-replay-'));
  try {
    const [ledger, flat] = [join(folder, 'ledger.db'), join(folder, 'events.ndjson')];
    const count = Math.ceil(200_000 * scale);
    const store = openSqliteEventStore(ledger, { bulk: true });
    await write(store, flat, count);
    await store.close();

    const rounds: { ours: number; file: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ours = await rate(() => foldLedger(ledger), count);
      const file = await rate(() => foldFlatFile(flat), count);
      rounds.push({ ours, file });
    }
    const ratio = median(rounds.map(({ ours, file }) => ours / file));
    return [
      {
        what: `replay: read, decode and fold ${count.toLocaleString('en')} events, against reading and JSON.parsing them from a flat file`,
        ours: perSecond(median(rounds.map(({ ours }) => ours))),
        reference: perSecond(median(rounds.map(({ file }) => file))),
        ratio,
        target: 'at least 0.6',
        met: ratio >= 0.6,
        note: `median of ${ROUNDS} rounds, one thread`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
