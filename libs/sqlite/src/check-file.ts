import Database from 'better-sqlite3';
import { sqliteCode } from './sqlite-errors.js';

/** `quick`: that the file's structure is sound; `whole`: also that every index has what its table has, which takes several times as long. */
export type CheckDepth = 'quick' | 'whole';

/** Most findings that are told. */
const MOST = 10;
/** Of memory; the check reads the file once, so that more would not help. */
const CACHE_KB = 8192;

/**
 * SQLite's own check of a file: what it finds, in SQLite's words, which hold nothing of the content; empty where the file is
 * sound. Reads all of it, writes nothing, and may run while others read and write.
 * @throws what SQLite reports of a file that is not there or cannot be opened
 */
export function checkFile(path: string, depth: CheckDepth): readonly string[] {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    db.pragma(`cache_size = -${CACHE_KB}`);
    const name = depth === 'quick' ? 'quick_check' : 'integrity_check';
    const found = db.prepare<[], string>(`PRAGMA ${name}(${MOST})`).pluck().all();
    return found.length === 1 && found[0] === 'ok' ? [] : found;
  } catch (error) {
    const code = sqliteCode(error) ?? '';
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return [code];
    throw error;
  } finally {
    db.close();
  }
}
