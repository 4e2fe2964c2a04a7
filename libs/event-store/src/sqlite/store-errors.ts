import { isDiskFull, sqliteCode, SqliteFileError } from '#sqlite';
import { StoreUnavailableError } from '../event-store.js';

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
  const options = { cause: error };
  if (error instanceof SqliteFileError && error.code !== 'migration-failed')
    return new StoreUnavailableError(error.code === 'not-ours' ? 'damaged' : error.code, error.message, options);
  const code = sqliteCode(error);
  if (code === undefined || REQUEST_CODES.test(code)) return error;
  if (isDiskFull(error, path)) {
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
