import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '#events';
import { openSqliteEventStore } from '#event-store';
import { openBareLoop } from './append.bare.js';
import { openEmmettPostgres, openEmmettSqlite } from './append.emmett.js';
import { type BenchOptions, type BenchRow, median, perSecond } from './bench-row.js';
import { sampleEvents } from './sample-events.js';

const CALLERS = 32;

type Append = (stream: string, event: NewEvent) => Promise<unknown>;

/** Events a second: each caller appends one event to a new stream, waits until it is durable, and goes on to the next. */
async function rate(events: readonly NewEvent[], callers: number, append: Append): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let event = events[next++]; event; event = events[next++]) await append(`touchpoint-${event.id}`, event);
    }),
  );
  return (1000 * events.length) / (performance.now() - started);
}

async function oursRate(path: string, events: readonly NewEvent[], callers: number): Promise<number> {
  const store = openSqliteEventStore(path);
  const result = await rate(events, callers, (stream, event) => store.append(stream, [event], 'none'));
  await store.close();
  return result;
}

async function bareRate(path: string, events: readonly NewEvent[], callers: number): Promise<number> {
  const loop = openBareLoop(path);
  const result = await rate(events, callers, loop.append);
  loop.close();
  return result;
}

interface Comparison {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

/** Alternates ours and theirs, each first in turn, so that noise affects both. */
async function compare(
  rounds: number,
  ours: (round: number) => Promise<number>,
  theirs: (round: number) => Promise<number>,
): Promise<Comparison> {
  const measured: Comparison[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const early = round % 2 === 0 ? undefined : await ours(round);
    const reference = await theirs(round);
    const own = early ?? (await ours(round));
    measured.push({ ours: own, theirs: reference, ratio: own / reference });
  }
  return {
    ours: median(measured.map((round) => round.ours)),
    theirs: median(measured.map((round) => round.theirs)),
    ratio: median(measured.map((round) => round.ratio)),
  };
}

async function againstBareLoop(folder: string, count: number): Promise<BenchRow> {
  const { ours, theirs, ratio } = await compare(
    5,
    (round) => oursRate(join(folder, `ours-${round}.db`), sampleEvents(count), CALLERS),
    (round) => bareRate(join(folder, `bare-${round}.db`), sampleEvents(count), CALLERS),
  );
  return {
    what: `durable appends through the port, ${CALLERS} callers, 600-byte events, against a bare better-sqlite3 group-commit loop`,
    ours: perSecond(ours),
    reference: perSecond(theirs),
    ratio,
    target: 'at least 0.8',
    met: ratio >= 0.8,
    note: 'median of 5 rounds',
  };
}

async function againstPostgres(folder: string, count: number): Promise<BenchRow> {
  const what = 'the same against @event-driven-io/emmett-postgresql 0.42';
  const target = 'at least 10 times';
  try {
    const emmett = await openEmmettPostgres();
    try {
      await rate(sampleEvents(Math.ceil(count / 4)), CALLERS, emmett.append);
      const { ours, theirs, ratio } = await compare(
        3,
        (round) => oursRate(join(folder, `beside-postgres-${round}.db`), sampleEvents(4 * count), CALLERS),
        () => rate(sampleEvents(count), CALLERS, emmett.append),
      );
      const note = 'median of 3 rounds, local PostgreSQL, its pool at the default size; it also keeps transaction ids';
      return { what, ours: perSecond(ours), reference: perSecond(theirs), ratio, target, met: ratio >= 10, note };
    } finally {
      await emmett.close();
    }
  } catch (error) {
    return { what, ours: 'not measured', target, note: String(error) };
  }
}

/** It sometimes fails with SQLITE_BUSY even with one caller; then the round is made again with a new file. */
async function emmettSqliteRate(folder: string, round: number, count: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const emmett = openEmmettSqlite(join(folder, `emmett-${round}-${attempt}.db`));
    try {
      return await rate(sampleEvents(count), 1, emmett.append);
    } catch (error) {
      if (attempt === 5) throw error;
    } finally {
      await emmett.close();
    }
  }
}

async function againstEmmettSqlite(folder: string, count: number): Promise<BenchRow> {
  const what = 'the same against @event-driven-io/emmett-sqlite 0.42';
  const target = 'at least 10 times';
  try {
    const singles: number[] = [];
    const { ours, theirs, ratio } = await compare(
      3,
      async (round) => {
        singles.push(await oursRate(join(folder, `single-${round}.db`), sampleEvents(count), 1));
        return oursRate(join(folder, `beside-sqlite-${round}.db`), sampleEvents(4 * count), CALLERS);
      },
      (round) => emmettSqliteRate(folder, round, count),
    );
    const single = median(singles);
    const note = `median of 3 rounds; ${CALLERS} callers here, one there, because it hangs with two (a round that fails with SQLITE_BUSY is made again); with one caller on both sides: ${(single / theirs).toFixed(1)} times (${perSecond(single)})`;
    return { what, ours: perSecond(ours), reference: perSecond(theirs), ratio, target, met: ratio >= 10, note };
  } catch (error) {
    return { what, ours: 'not measured', target, note: String(error) };
  }
}

export async function run({ scale }: BenchOptions): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-append-'));
  try {
    return [
      await againstBareLoop(folder, Math.ceil(40_000 * scale)),
      await againstPostgres(folder, Math.ceil(5_000 * scale)),
      await againstEmmettSqlite(folder, Math.ceil(2_000 * scale)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
