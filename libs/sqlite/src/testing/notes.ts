import Database from 'better-sqlite3';
import type { FileFormat } from '../file-format.js';
import { migrateFile, type MigrationLog } from '../migrate-file.js';

/** Steps as a file might get them over the years: a table, a column that is filled, a table that is made anew, an index. */
const STEPS = [
  { id: '001-notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT' },
  { id: '002-length', sql: 'ALTER TABLE notes ADD COLUMN size INTEGER; UPDATE notes SET size = length(text)' },
  {
    id: '003-upper-case',
    sql: `
      CREATE TABLE made_anew (id INTEGER PRIMARY KEY, text TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
      INSERT INTO made_anew SELECT id, upper(text) || '!', size + 1 FROM notes;
      DROP TABLE notes;
      ALTER TABLE made_anew RENAME TO notes;`,
  },
  { id: '004-by-size', sql: 'CREATE INDEX notes_by_size ON notes (size)' },
] as const;

/** A made-up kind of file, as its version `version` knew it. */
export function notesFormat(version: number): FileFormat {
  return { name: 'notebook', applicationId: 0x4e4f5445, steps: STEPS.slice(0, version) };
}

export interface Interruptions {
  readonly log?: MigrationLog;
  /** Runs in the middle of step 3, with its table half made. */
  readonly inStep?: () => void;
}

/** Opens the file as `format` knows it, as an adapter would. */
export function openNotes(path: string, format: FileFormat, { log, inStep }: Interruptions = {}): Database.Database {
  const db = new Database(path, { timeout: 20_000 });
  try {
    db.pragma('journal_mode = WAL');
    db.function('upper', { deterministic: true }, (text) => {
      inStep?.();
      return String(text).toUpperCase();
    });
    migrateFile(db, path, format, { log });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Makes a file of that version with these notes. */
export function writeNotes(path: string, version: number, notes: readonly string[]): void {
  const db = openNotes(path, notesFormat(1));
  const add = db.prepare('INSERT INTO notes (text) VALUES (?)');
  db.transaction(() => notes.forEach((note) => add.run(note)))();
  db.close();
  openNotes(path, notesFormat(version)).close();
}

/** All that is in a file: version, tables, rows. */
export function contentOf(path: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return {
      version: db.pragma('user_version', { simple: true }),
      application: db.pragma('application_id', { simple: true }),
      schema: db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all(),
      notes: db.prepare('SELECT * FROM notes ORDER BY id').all(),
      whole: db.pragma('integrity_check', { simple: true }),
    };
  } finally {
    db.close();
  }
}
