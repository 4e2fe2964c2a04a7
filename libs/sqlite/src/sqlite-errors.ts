import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** SQLite's extended result code (`SQLITE_FULL`, `SQLITE_IOERR_WRITE`...), or undefined where the error is not from SQLite. */
export function sqliteCode(error: unknown): string | undefined {
  // By its code and not its class: the driver is loaded once in a process and throws the class of whoever loaded it first.
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/**
 * True where SQLite failed because the disk that holds `path` is full. Growing the shared-memory file of the write-ahead log
 * there is reported as an input/output error.
 */
export function isDiskFull(error: unknown, path: string): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_FULL' || (code?.startsWith('SQLITE_IOERR') === true && noSpaceLeft(path));
}

function noSpaceLeft(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < 65_536;
  } catch {
    return false;
  }
}

/** A file cannot be opened by this version as it is. The message says what to do, and holds nothing of the file's content. */
export class SqliteFileError extends Error {
  constructor(
    /**
     * `newer-version` a later version wrote it, `older-version` it is to be brought up to date and was opened for reading only,
     * `not-ours` it is another program's, `disk-full` no room to bring it up to date, `migration-failed` a step was refused.
     * In every case nothing was changed.
     */
    readonly code: 'newer-version' | 'older-version' | 'not-ours' | 'disk-full' | 'migration-failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
