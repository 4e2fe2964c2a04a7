import { isDiskFull, sqliteCode } from '#sqlite';
import { ViewsUnavailableError } from '../views.js';

/** Runs `work`; SQLite's own failures come out as errors an operator can act on. */
export function withReadableErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw readable(file, error);
  }
}

export function readable(file: string, error: unknown): unknown {
  const code = sqliteCode(error) ?? '';
  if (isDiskFull(error, file)) {
    return new ViewsUnavailableError(
      'disk-full',
      `The disk that holds ${file} is full. Make room; the views go on from where they stopped.`,
      {
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new ViewsUnavailableError(
      'damaged',
      `The view file ${file} is damaged. Nothing is lost: stop the server, delete this file and start again; it is rebuilt from the ledger.`,
      { cause: error },
    );
  }
  return error;
}
