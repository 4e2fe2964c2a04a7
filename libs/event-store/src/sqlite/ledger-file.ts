import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { createPrivateFile, type FileFormat, migrateFile, type MigrationLog, readableStateOf, stateOf } from '#sqlite';
import { StoreUnavailableError } from '../event-store.js';
import { asStoreError } from './store-errors.js';

/**
 * Streams have an integer key, so that the (stream, revision) index stays small. Nothing is ever changed or deleted: the
 * triggers enforce that for every tool that opens the file.
 */
const TABLES = `
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

/**
 * To change a table, add a step. A step changes how events are stored and never what they say: what an event of an older
 * version means, the upcasters of `#events` tell when it is read.
 */
const LEDGER: FileFormat = {
  name: 'ledger',
  // `TSTL`
  applicationId: 0x5453544c,
  steps: [{ id: '001-events', sql: TABLES }],
};

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
  /** Told when the file is of an older version and is brought up to date. */
  readonly log?: MigrationLog | undefined;
}

/** Pages of the write-ahead log (4 KiB each) after which a commit copies them into the file. Fewer: shorter pauses. More: faster imports. */
export const checkpointPages = (bulk: boolean): number => (bulk ? 4000 : 1000);

/**
 * Opens a ledger file, making it where it does not exist and bringing it up to date where it is of an older version (neither
 * with `readonly`).
 * @throws StoreUnavailableError `newer-version`, `older-version`, `damaged`, `disk-full`, `unreachable`
 * @throws SqliteFileError `migration-failed`
 */
export function openLedgerFile(path: string, options: LedgerFileOptions): Database.Database {
  if (options.readonly && !existsSync(path)) throw new StoreUnavailableError('unreachable', `There is no ledger at ${path} yet.`);
  const folder = dirname(path);
  if (!existsSync(folder))
    throw new StoreUnavailableError('unreachable', `The ledger's folder ${folder} does not exist. Make it, or name another.`);
  let db: Database.Database | undefined;
  try {
    if (!options.readonly) createPrivateFile(path);
    db = new Database(path, { readonly: options.readonly, timeout: BUSY_TIMEOUT });
    if (options.readonly) {
      if (readableStateOf(db, path, LEDGER) === 'empty')
        throw new StoreUnavailableError('unreachable', `There is no ledger at ${path} yet.`);
      // Mapped pages count as resident memory, so who reads the ledger from end to end maps only a part of a large one.
      db.pragma(`mmap_size = ${options.mapped ? LARGEST_MAP : SMALL_MAP}`);
      db.pragma(`cache_size = -${READER_CACHE_KB}`);
    } else {
      stateOf(db, path, LEDGER);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma(`wal_autocheckpoint = ${checkpointPages(options.bulk)}`);
      db.pragma('journal_size_limit = 67108864');
      db.pragma(`cache_size = -${WRITER_CACHE_KB}`);
      migrateFile(db, path, LEDGER, { log: options.log });
    }
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, path);
  }
}
