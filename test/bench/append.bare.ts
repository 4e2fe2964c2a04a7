import Database from 'better-sqlite3';
import type { NewEvent } from '#events';

interface Waiting {
  readonly stream: string;
  readonly event: NewEvent;
  readonly resolve: (position: number | bigint) => void;
}

/**
 * The baseline: a hand-written loop that appends one event to a new stream, with the same pragmas, columns and unique
 * constraints as the ledger and one transaction per turn of the event loop, and nothing else (no refused append beside
 * others, no guard against a clock set back, no subscribers).
 */
export function openBareLoop(path: string): { append: (stream: string, event: NewEvent) => Promise<unknown>; close: () => void } {
  const db = new Database(path);
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -65536', 'temp_store = MEMORY'])
    db.pragma(pragma);
  db.exec(`
    CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE events (
      position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
      schema_version INTEGER NOT NULL, recorded_at INTEGER NOT NULL, data TEXT NOT NULL, metadata TEXT, UNIQUE (stream, revision)
    ) STRICT;
  `);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
  const addEvent = db.prepare(
    'INSERT INTO events (stream, revision, id, type, schema_version, recorded_at, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    begin.run();
    const now = Date.now();
    const positions = batch.map(({ stream, event }) => {
      const { lastInsertRowid } = addStream.run(stream);
      const metadata = JSON.stringify(event.metadata);
      return addEvent.run(
        lastInsertRowid,
        0,
        event.id,
        event.type,
        event.schemaVersion,
        now,
        JSON.stringify(event.data),
        metadata === '{}' ? null : metadata,
      ).lastInsertRowid;
    });
    commit.run();
    for (const [n, { resolve }] of batch.entries()) resolve(positions[n] ?? 0);
  };

  return {
    append: (stream, event) =>
      new Promise((resolve) => {
        if (waiting.push({ stream, event, resolve }) === 1) setImmediate(flush);
      }),
    close: () => db.close(),
  };
}
