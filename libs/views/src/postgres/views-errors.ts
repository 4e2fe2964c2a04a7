import { PostgresUnavailableError, type PostgresUnavailableCode } from '#postgres';
import { ViewsUnavailableError } from '../views.js';

const CODES: Readonly<Partial<Record<PostgresUnavailableCode, ViewsUnavailableError['code']>>> = {
  'wrong-password': 'access-denied',
  'not-allowed': 'access-denied',
  'disk-full': 'disk-full',
  damaged: 'damaged',
  closed: 'closed',
  'statement-timeout': 'too-slow',
  conflict: 'too-slow',
};

/** Maps PostgreSQL's errors to the port's. */
export function viewsError(error: unknown): unknown {
  if (!(error instanceof PostgresUnavailableError)) return error;
  return new ViewsUnavailableError(CODES[error.code] ?? 'unreachable', `The views cannot be used: ${error.message}`, {
    cause: error,
  });
}

/** Runs `work` and maps PostgreSQL's errors to the port's. */
export async function withViewsErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw viewsError(error);
  }
}
