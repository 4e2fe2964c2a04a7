import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../event-store.js';
import { asStoreError } from './store-errors.js';

/** Marks a SQLite file as a Touchstone ledger (`TSTL`). */
const APPLICATION_ID = 0x5453544c;
/** The version of the file's format that this code writes, kept in `PRAGMA user_version`. */
const FORMAT = 1;

/**
 * Streams have an integer key, so that the (stream, revision) index stays small. Nothing is ever changed or deleted: the
 * triggers enforce that for every tool that opens the file.
 */
const SCHEMA = `
  CREATE TABLE streams (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE events (
    position       INTEGER PRIMARY KEY,
    stream         INTEGER NOT NULL,
    revision       INTEGER NOT NULL,
    id             TEXT NOT NULL UNIQUE,
    type           TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    recorded_at    INTEGER NOT NULL,
    data           TEXT NOT NULL,
    metadata       TEXT,
    UNIQUE (stream, revision)
  ) STRICT;

  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
  CREATE TRIGGER streams_are_never_renamed BEFORE UPDATE ON streams
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
  CREATE TRIGGER streams_are_never_removed BEFORE DELETE ON streams
    WHEN EXISTS (SELECT 1 FROM events WHERE stream = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
`;

/** Milliseconds to wait for another connection's write. */
export const BUSY_TIMEOUT = 5000;

/** Reading from end to end: mapped pages count as resident memory, so only a part of a large ledger is mapped. */
const SMALL_MAP = 64 * 1024 * 1024;
/** Reading at random places: all that SQLite can map. The system takes mapped pages back when memory is short. */
const LARGEST_MAP = 0x7fff0000;
/** Larger caches made an import of few customers faster, and one of many no faster at all. */
const READER_CACHE_KB = 16_384;
const WRITER_CACHE_KB = 32_768;

interface LedgerFileOptions {
  readonly readonly: boolean;
  readonly mapped: boolean;
  readonly bulk: boolean;
}

/** Pages of the write-ahead log (4 KiB each) after which a commit copies them into the file. Fewer: shorter pauses. More: faster imports. */
export const checkpointPages = (bulk: boolean): number => (bulk ? 4000 : 1000);

/**
 * Opens a ledger file, making it where it does not exist (unless `readonly`).
 * @throws StoreUnavailableError `newer-version`, `damaged`, `disk-full`, `unreachable`
 */
export function openLedgerFile(path: string, options: LedgerFileOptions): Database.Database {
  if (options.readonly && !existsSync(path)) throw new StoreUnavailableError('unreachable', `There is no ledger at ${path} yet.`);
  const folder = dirname(path);
  if (!existsSync(folder))
    throw new StoreUnavailableError('unreachable', `The ledger's folder ${folder} does not exist. Make it, or name another.`);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: options.readonly, timeout: BUSY_TIMEOUT });
    requireKnownFormat(db, path);
    if (options.readonly) {
      db.pragma(`mmap_size = ${options.mapped ? LARGEST_MAP : SMALL_MAP}`);
      db.pragma(`cache_size = -${READER_CACHE_KB}`);
    } else {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma(`wal_autocheckpoint = ${checkpointPages(options.bulk)}`);
      db.pragma('journal_size_limit = 67108864');
      db.pragma(`cache_size = -${WRITER_CACHE_KB}`);
      createSchema(db, path);
    }
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, path);
  }
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function requireKnownFormat(db: Database.Database, path: string): void {
  const format = Number(db.pragma('user_version', { simple: true }));
  const isLedger = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
  if (isLedger && format > FORMAT) {
    throw new StoreUnavailableError(
      'newer-version',
      `The ledger ${path} has format ${format}; this version of Touchstone knows formats up to ${FORMAT}. ` +
        'Start the newer version of Touchstone that wrote it. Nothing was changed.',
    );
  }
  if (isLedger && format === FORMAT) return;
  if (isEmpty(db)) {
    if (db.readonly) throw new StoreUnavailableError('unreachable', `There is no ledger at ${path} yet.`);
    return;
  }
  throw new StoreUnavailableError(
    'damaged',
    `${path} is not a Touchstone ledger. Point Touchstone at another file or folder. Nothing was changed.`,
  );
}

/** In one transaction, so that two processes that start together create it once, and a crash leaves an empty file. */
function createSchema(db: Database.Database, path: string): void {
  if (!isEmpty(db)) return;
  db.transaction(() => {
    if (!isEmpty(db)) return requireKnownFormat(db, path);
    db.exec(SCHEMA);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${FORMAT}`);
  }).immediate();
}
