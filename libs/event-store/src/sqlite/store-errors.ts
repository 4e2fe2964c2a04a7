import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnavailableError } from '../event-store.js';

/** SQLite's extended result code (`SQLITE_FULL`, `SQLITE_IOERR_WRITE`...), or undefined where the error is not from SQLite. */
function sqliteCode(error: unknown): string | undefined {
  // Told by the code and not the class: the native driver is loaded once per process and throws the error class of the module
  // instance that loaded it first.
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/** True where an event with the same id is in the ledger. */
export function isDuplicateId(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE' && String(error).endsWith('events.id');
}

/** Errors caused by the request itself; all other SQLite errors concern the store. */
const REQUEST_CODES = /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/;

/** True where the store failed, false where one request was wrong and its neighbours are not concerned. */
export function isStoreFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  return error instanceof StoreUnavailableError || (code !== undefined && !REQUEST_CODES.test(code));
}

/** An error from SQLite as the port's; any other error as it is. Messages are for the operator and carry no data. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined || REQUEST_CODES.test(code)) return error;
  const options = { cause: error };
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && noSpaceLeft(path))) {
    return new StoreUnavailableError(
      'disk-full',
      `The disk that holds the ledger ${path} is full. Nothing of the failed write was kept; make room and try again, a restart is not needed.`,
      options,
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new StoreUnavailableError('damaged', damagedMessage(path), options);
  }
  const reason = code.startsWith('SQLITE_BUSY') ? 'another process has been writing to it for too long' : code;
  return new StoreUnavailableError(
    'unreachable',
    `The ledger ${path} cannot be read or written just now (${reason}). Check the disk, the file's permissions, and that nothing else uses it.`,
    options,
  );
}

export function damagedMessage(path: string, position?: number): string {
  const where = position === undefined ? '' : ` at position ${position}`;
  return `The ledger ${path} is damaged${where}. Stop Touchstone, keep a copy of the file and its -wal file as they are, and restore the last backup.`;
}

/** Growing the shared-memory file of the write-ahead log on a full disk is reported as an input/output error. */
function noSpaceLeft(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < 65_536;
  } catch {
    return false;
  }
}
