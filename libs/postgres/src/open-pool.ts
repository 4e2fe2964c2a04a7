import { type ClientBase, Pool, types } from 'pg';
import { socketOf } from './end-client.js';
import { serverOfUrl } from './server-name.js';

export interface PoolSettings {
  /** `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=ca.pem` */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Most connections at once; who needs one more waits up to five seconds. Default 10. */
  readonly max?: number;
  /** The server cancels a statement that takes longer. Default 30,000; 0 for no limit. */
  readonly statementTimeoutMs?: number;
  /**
   * Statements are sent without waiting for the answer to the one before (pipelining). For the writer of one transaction; not
   * for a `Cursor`.
   */
  readonly pipeline?: boolean;
  /** `SET` statements that every new connection begins with. */
  readonly session?: string;
}

const CONNECT_MS = 5000;
/** A server that does not even cancel a statement in time counts as dead. */
const GRACE_MS = 3000;
/** A transaction that is idle for so long loses its connection and its locks. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const IDLE_MS = 30_000;
/** Connections that stay open while idle: opening one costs more than a query. */
const KEPT = 4;
/** Lifetime of a connection: replacing it drops its prepared statements, and leaves a former primary after a failover. */
const LIFETIME_S = 1800;
const KEEP_ALIVE_MS = 10_000;
const INT8 = 20;

/**
 * A pool for one database. Nothing is connected before the first query. Every wait has a limit: connecting, running a
 * statement, a server that does not answer. A connection that fails, idle or in use, never ends the process: its user gets
 * the error. int8 columns come as numbers; one beyond 2^53 fails the query rather than be wrong.
 * @throws InvalidPostgresUrlError
 */
export function openPool({
  url,
  applicationName,
  max = 10,
  statementTimeoutMs = 30_000,
  pipeline = false,
  session,
}: PoolSettings): Pool {
  serverOfUrl(url);
  const pool = new Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    min: Math.min(KEPT, max),
    pipeline,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, though its types do not say so
    onConnect: async (client) => {
      client.on('error', () => undefined);
      writeTogether(client);
      if (session !== undefined) await client.query(session);
    },
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: LIFETIME_S,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    ...(statementTimeoutMs > 0 ? { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + GRACE_MS } : {}),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? safeInteger : types.getTypeParser(oid, format),
    },
  });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Statements of one turn of the event loop are sent in one packet: a pipeline of ten statements is one write here and one
 * read at the server.
 */
function writeTogether(client: ClientBase): void {
  const socket = socketOf(client);
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let corked = false;
  const together = (...args: unknown[]): unknown => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    return query(...args);
  };
  client.query = together as typeof client.query;
}

/** An int8 as a number. */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A number in the database is too large to be held exactly.');
  return value;
}
