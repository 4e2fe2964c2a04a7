import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteEventStore } from '#event-store';
import { type Position, type RecordedEvent, START, TOUCHPOINT_RECORDED } from '#events';

/** Position of the newest event of a ledger that another process may be writing; 0 where there is none yet. */
export function headOf(data: string): number {
  return askLedger(data, 'SELECT coalesce(max(position), 0) FROM events');
}

/** How many touchpoints are in such a ledger. */
export function touchpointsIn(data: string): number {
  return askLedger(data, `SELECT count(*) FROM events WHERE type = '${TOUCHPOINT_RECORDED}'`);
}

function askLedger(data: string, question: string): number {
  const file = join(data, 'ledger.db');
  if (!existsSync(file)) return 0;
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 1000 });
    try {
      return db.prepare<[], number>(question).pluck().get() ?? 0;
    } finally {
      db.close();
    }
  } catch {
    // It is being made this very moment.
    return 0;
  }
}

/** Every event of a ledger. */
export async function readLedger(data: string): Promise<RecordedEvent[]> {
  const store = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
  try {
    const events: RecordedEvent[] = [];
    for (let after: Position = START; ;) {
      const page = await store.readAll(after);
      const last = page.at(-1);
      if (!last) return events;
      events.push(...page);
      after = last.position;
    }
  } finally {
    await store.close();
  }
}

/** Which edition serves, for each set. */
export function servingEditions(data: string): Readonly<Record<string, number>> {
  return JSON.parse(readFileSync(join(data, 'views', 'serving.json'), 'utf8')) as Record<string, number>;
}

/** All rows of all tables of one edition, its checkpoint among them, each table in the order of its key. */
export function dumpEdition(data: string, set: string, edition: number): Record<string, unknown[]> {
  const db = new Database(join(data, 'views', `${set}-${edition}.db`), { readonly: true, fileMustExist: true });
  try {
    const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
    return Object.fromEntries(
      tables.map((table) => {
        const columns = db.pragma(`table_info(${table})`) as { name: string; pk: number }[];
        const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
        return [table, db.prepare(`SELECT * FROM ${table} ORDER BY ${key.map(({ name }) => name).join(', ')}`).all()];
      }),
    );
  } finally {
    db.close();
  }
}
