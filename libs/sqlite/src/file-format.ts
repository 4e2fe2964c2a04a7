import type Database from 'better-sqlite3';
import { SqliteFileError } from './sqlite-errors.js';

/** One change of a file's tables. Steps are only ever added at the end; one that was released is never changed. */
export interface MigrationStep {
  /** For instance `001-first-tables`. The number is the step's place, and the version of the file that it makes. */
  readonly id: string;
  /** Statements. Nothing that refuses to run in a transaction, such as VACUUM. */
  readonly sql: string;
}

/** A kind of SQLite file. Its version is how many steps made it, kept in `PRAGMA user_version`. */
export interface FileFormat {
  /** What messages call it, for instance `ledger`. */
  readonly name: string;
  /** `PRAGMA application_id` of such files; 0 where they bear none. */
  readonly applicationId: number;
  /** The first one makes the tables. */
  readonly steps: readonly MigrationStep[];
}

/** The version of a file; 0 where there is nothing in it. */
export function versionOf(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * How a file stands to what this version of the software knows. Reads only.
 * @throws SqliteFileError `newer-version`, `not-ours`
 */
export function stateOf(
  db: Database.Database,
  path: string,
  { name, applicationId, steps }: FileFormat,
): 'empty' | 'older' | 'current' {
  const version = versionOf(db);
  if (version === 0 || db.pragma('application_id', { simple: true }) !== applicationId) {
    if (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return 'empty';
    throw new SqliteFileError(
      'not-ours',
      `${path} is not a Touchstone ${name}. Point Touchstone at another file or folder. Nothing was changed.`,
    );
  }
  if (version > steps.length) {
    throw new SqliteFileError(
      'newer-version',
      `The ${name} ${path} has format ${version}; this version of Touchstone knows formats up to ${steps.length}. ` +
        'Start the newer version of Touchstone that wrote it. Nothing was changed.',
    );
  }
  return version === steps.length ? 'current' : 'older';
}

/**
 * As `stateOf`, for who only reads and so cannot bring a file up to date.
 * @throws SqliteFileError `older-version`, `newer-version`, `not-ours`
 */
export function readableStateOf(db: Database.Database, path: string, format: FileFormat): 'empty' | 'current' {
  const state = stateOf(db, path, format);
  if (state !== 'older') return state;
  throw new SqliteFileError(
    'older-version',
    `The ${format.name} ${path} was written by an older version of Touchstone. Start this version's server on its folder once: it brings the data up to date. Nothing was changed.`,
  );
}
