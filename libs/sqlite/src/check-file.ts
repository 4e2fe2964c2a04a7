import Database from 'better-sqlite3';
import { sqliteCode } from './sqlite-errors.js';

/** Findings that are told; more of them say nothing new. */
const MOST = 5;

/** SQLite's own check of a file, and what it found: nothing where the file is sound. */
export interface FileCheck {
  readonly sound: boolean;
  /** In SQLite's words: pages and trees, nothing of the content. */
  readonly findings: readonly string[];
}

/**
 * Reads a whole file and checks how it is put together (`PRAGMA quick_check`), while others read and write it. Bytes that were changed
 * inside of a value are not seen: a file has no checksums. Takes as long as reading the file does, and cannot be interrupted.
 */
export function checkFile(path: string): FileCheck {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const rows = db.prepare<[], string>(`PRAGMA quick_check(${MOST})`).pluck().all();
    const sound = rows.length === 1 && rows[0] === 'ok';
    return { sound, findings: sound ? [] : rows.flatMap((row) => row.split('\n')).slice(0, MOST) };
  } catch (error) {
    const code = sqliteCode(error);
    if (code === undefined || !/^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw error;
    return { sound: false, findings: [code] };
  } finally {
    db?.close();
  }
}
