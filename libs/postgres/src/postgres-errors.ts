import { types } from 'node:util';
import type { DatabaseError, Pool } from 'pg';
import { serverOf } from './server-name.js';

export type PostgresUnavailableCode =
  | 'unreachable'
  | 'wrong-password'
  | 'no-database'
  | 'not-allowed'
  | 'too-many-connections'
  | 'disk-full'
  | 'statement-timeout'
  | 'read-only'
  | 'damaged'
  | 'conflict'
  | 'closed';

/**
 * PostgreSQL cannot be used just now. Nothing of the failed transaction was kept, with one exception: where `unreachable`
 * comes from its COMMIT, the commit may have been made, and a caller that repeats the work must be able to find that out.
 */
export class PostgresUnavailableError extends Error {
  constructor(
    readonly code: PostgresUnavailableCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * PostgreSQL refused a statement for a reason that a retry does not change. The message holds no values, which may be
 * personal data.
 */
export class PostgresStatementError extends Error {
  readonly code = 'postgres-statement';
  constructor(
    /** Five characters: appendix A of PostgreSQL's manual. */
    readonly sqlState: string,
    /** The violated constraint, if there is one. */
    readonly constraint: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** pg's message when no connection became free in time. */
const WAITED_IN_VAIN = 'timeout exceeded when trying to connect';

/** Errors of the connection, by Node's code. */
const CONNECTION_CODES = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED ENOTFOUND EAI_AGAIN EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ETIMEDOUT EPIPE EPROTO ENOENT EACCES'.split(
    ' ',
  ),
);

/** Errors of the connection without a code, by the driver's message. */
const CONNECTION_WORDS =
  /Connection terminated|not queryable|Query read timeout|does not support SSL|SSL negotiation|Client was closed|timeout expired/i;

/** By prefix of the SQLSTATE; the first match counts. */
const BY_SQL_STATE: readonly (readonly [prefix: string, code: PostgresUnavailableCode, what: string])[] = [
  ['28', 'wrong-password', 'does not let this user in: check user and password in the address, and pg_hba.conf.'],
  ['3D000', 'no-database', 'has no such database: create it (createdb), or mend the address.'],
  ['42501', 'not-allowed', 'does not allow this user to do that: grant it the rights, or use the owner of the database.'],
  ['53100', 'disk-full', 'has no room left on its disk. Make room; work goes on from where it stopped.'],
  ['53300', 'too-many-connections', 'has no connection left: raise max_connections, or run fewer or smaller pools.'],
  ['53', 'too-many-connections', 'is out of resources: give it more memory, or fewer connections.'],
  ['57014', 'statement-timeout', 'took too long over a statement, which was cancelled.'],
  ['25006', 'read-only', 'can only be read: it is a standby, or was set read-only. Point the address at the primary.'],
  ['40', 'conflict', 'cancelled a transaction that another one stood in the way of. Try again.'],
  ['55P03', 'conflict', 'gave up waiting for a lock that another session holds. Try again.'],
  ['57', 'unreachable', 'is shutting down, starting, or ended the connection.'],
  ['25P03', 'unreachable', 'ended a connection whose transaction stood still for too long.'],
  ['25P04', 'unreachable', 'ended a connection whose transaction took too long.'],
  ['08', 'unreachable', 'lost the connection.'],
  ['58', 'damaged', 'cannot read or write its files. See its log.'],
  ['XX001', 'damaged', 'found damaged data. See its log.'],
  ['XX002', 'damaged', 'found a damaged index. See its log; REINDEX mends it.'],
];

/** SQLSTATE classes whose messages name only parts of the schema and the statement, never values. */
const TELLS_NO_VALUES = /^(0A|26|3F|42)/;

/**
 * Maps an error of pg to one with a message for people: `PostgresUnavailableError` where the server caused it,
 * `PostgresStatementError` where the statement did; other errors are returned unchanged. The message names `server`.
 */
export function readablePostgresError(error: unknown, server: string): unknown {
  // By its shape and not its class: the driver's errors may come from another realm.
  if (error instanceof PostgresUnavailableError || !types.isNativeError(error)) return error;
  if (isDatabaseError(error)) return fromSqlState(error, error.code, server);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error.message === 'Cannot use a pool after calling end on the pool') {
    return new PostgresUnavailableError('closed', `The connections to PostgreSQL at ${server} are closed.`, { cause: error });
  }
  if (error.message === WAITED_IN_VAIN) {
    return new PostgresUnavailableError(
      'too-many-connections',
      `All connections of this process to PostgreSQL at ${server} are busy. Ask again, or allow more.`,
      { cause: error },
    );
  }
  const isConnection =
    code === undefined ? CONNECTION_WORDS.test(error.message) : CONNECTION_CODES.has(code) || /CERT|TLS|SSL/.test(code);
  if (!isConnection) return error;
  return new PostgresUnavailableError('unreachable', `PostgreSQL at ${server} cannot be reached (${code ?? error.message}).`, {
    cause: error,
  });
}

/**
 * As `readablePostgresError`, for errors of a pool. Concurrent callers are queued even if the pool has room for connections:
 * such a time-out means that the server accepted no new connection, not that all were busy.
 */
export function readablePoolError(error: unknown, pool: Pool): unknown {
  const server = serverOf(pool);
  if (!types.isNativeError(error) || error.message !== WAITED_IN_VAIN || pool.totalCount >= pool.options.max)
    return readablePostgresError(error, server);
  return new PostgresUnavailableError('unreachable', `PostgreSQL at ${server} cannot be reached (no connection in time).`, {
    cause: error,
  });
}

function isDatabaseError(error: Error): error is DatabaseError & { code: string } {
  return 'severity' in error && 'code' in error && typeof error.code === 'string';
}

function fromSqlState(error: DatabaseError, sqlState: string, server: string): Error {
  const [, code, what] = BY_SQL_STATE.find(([prefix]) => sqlState.startsWith(prefix)) ?? [];
  if (code !== undefined) return new PostgresUnavailableError(code, `PostgreSQL at ${server} ${what} (SQLSTATE ${sqlState})`);
  const names = [error.table && ` on table ${error.table}`, error.constraint && `, constraint ${error.constraint}`]
    .filter(Boolean)
    .join('');
  const message = TELLS_NO_VALUES.test(sqlState) ? `: ${error.message}` : '.';
  return new PostgresStatementError(
    sqlState,
    error.constraint,
    `PostgreSQL refused a statement${names} (SQLSTATE ${sqlState})${message}`,
  );
}

/** Whether waiting and trying again may help: everything but a refused statement, a closed pool and a programmer's mistake. */
export function isPostgresTransient(error: unknown): boolean {
  return error instanceof PostgresUnavailableError && error.code !== 'closed';
}
