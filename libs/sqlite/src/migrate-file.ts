import type Database from 'better-sqlite3';
import { copyBeforehand, copyPath } from './copies-beforehand.js';
import { type FileFormat, type MigrationStep, stateOf, versionOf } from './file-format.js';
import { isDiskFull, sqliteCode, SqliteFileError } from './sqlite-errors.js';

/** Where it is told that a file is copied and changed: both may take minutes. */
export interface MigrationLog {
  info(fields: object, message: string): void;
}

export interface MigrateFileOptions {
  /** What a new file holds besides its tables; in the transaction that makes them. */
  readonly onCreate?: () => void;
  readonly log?: MigrationLog | undefined;
}

/**
 * Brings the file at `path`, open for writing as `db`, up to date, and makes its tables where it is empty: all steps that are
 * due, or none, in one transaction. A file with something in it is copied first (`copyBeforehand`). Killed at any moment, the
 * file is as it was or up to date, and the same call goes on from there; of several that open it at once, one does the work.
 * @throws SqliteFileError `newer-version`, `not-ours`, `disk-full`, `migration-failed`; and what SQLite reports
 */
export function migrateFile(
  db: Database.Database,
  path: string,
  format: FileFormat,
  { onCreate, log }: MigrateFileOptions = {},
): void {
  if (stateOf(db, path, format) === 'empty') create(db, path, format, onCreate);
  // Another may have made it meanwhile, and of another version.
  if (stateOf(db, path, format) === 'older') bringUpToDate(db, path, format, log);
}

function create(db: Database.Database, path: string, format: FileFormat, onCreate: (() => void) | undefined): void {
  db.transaction(() => {
    if (stateOf(db, path, format) !== 'empty') return;
    for (const { sql } of format.steps) db.exec(sql);
    db.pragma(`application_id = ${format.applicationId}`);
    db.pragma(`user_version = ${format.steps.length}`);
    onCreate?.();
  }).immediate();
}

function bringUpToDate(db: Database.Database, path: string, format: FileFormat, log: MigrationLog | undefined): void {
  const { name, steps } = format;
  let told: object | undefined;
  try {
    db.transaction(() => {
      if (stateOf(db, path, format) !== 'older') return;
      const from = versionOf(db);
      told = { file: path, from, to: steps.length, copy: copyPath(path, from + 1) };
      log?.info(told, `copying the ${name} of an older version before it is brought up to date`);
      copyBeforehand(path, from + 1, format);
      log?.info(told, `bringing the ${name} up to date`);
      for (const step of steps.slice(from)) takeStep(db, path, name, step);
      db.pragma(`user_version = ${steps.length}`);
    }).immediate();
  } catch (error) {
    throw isDiskFull(error, path) ? diskFull(path, name, error) : error;
  }
  if (told) log?.info(told, `the ${name} is up to date; keep the copy until you know that all is well`);
}

/** What the disk or another process is to blame for stays SQLite's own error. */
const NOT_THE_STEP = /^SQLITE_(BUSY|FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN)/;

function takeStep(db: Database.Database, path: string, name: string, { id, sql }: MigrationStep): void {
  try {
    db.exec(sql);
  } catch (error) {
    const code = sqliteCode(error);
    if (code === undefined || NOT_THE_STEP.test(code)) throw error;
    throw new SqliteFileError(
      'migration-failed',
      `The ${name} ${path} could not be brought up to date: step ${id} was refused (${code}). Nothing was changed, and the version before still opens it. Please report this.`,
      { cause: error },
    );
  }
}

function diskFull(path: string, name: string, cause: unknown): SqliteFileError {
  return new SqliteFileError(
    'disk-full',
    `The ${name} ${path} is of an older version, and the disk became full while it was brought up to date. Nothing was changed. Make room on that disk and start again; until then the version before still opens it.`,
    { cause },
  );
}
