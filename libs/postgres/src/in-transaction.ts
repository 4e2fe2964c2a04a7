import type { Pool, PoolClient } from 'pg';
import { cutOffWith, mayBeCutOff, refuseCancelled } from './cancellation.js';
import { PostgresUnavailableError, readablePoolError, readablePostgresError } from './postgres-errors.js';
import { serverOf } from './server-name.js';

/**
 * Runs `work` in one transaction (READ COMMITTED): all of it is kept, or nothing where `work` throws. The connection is
 * `work`'s alone until it resolves.
 * @throws PostgresUnavailableError PostgresStatementError and what `work` throws
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    // An aborted transaction answers a COMMIT with a ROLLBACK and no error.
    if (command !== 'COMMIT')
      throw new Error('A statement of the transaction failed and its error was not passed on; nothing was kept.');
    return result;
  });
}

/**
 * Runs `work` on a connection of its own. A connection on which `work` failed is rolled back and, where the server caused the
 * failure, not used again.
 * @throws PostgresUnavailableError PostgresStatementError and what `work` throws
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const server = serverOf(pool);
  const client = await connection(pool);
  const whole = cutOffWith(client);
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    const readable = readablePostgresError(error, server);
    const broken = readable instanceof PostgresUnavailableError && readable.code === 'unreachable';
    const rolledBack =
      !broken &&
      (await client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
    client.release(!rolledBack);
    throw readable;
  } finally {
    whole();
  }
}

/** A connection, unless the work was cancelled meanwhile. */
async function connection(pool: Pool): Promise<PoolClient> {
  refuseCancelled();
  const client = await pool.connect().catch((error: unknown) => {
    throw readablePoolError(error, pool);
  });
  try {
    refuseCancelled();
  } catch (error) {
    client.release();
    throw error;
  }
  return client;
}

/** A statement that each connection plans once; its name is used for this text only. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** One statement on any connection of the pool, with errors as `withClient` gives them. */
export async function queryRows<R extends object>(
  pool: Pool,
  statement: string | NamedStatement,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const query = { ...(typeof statement === 'string' ? { text: statement } : statement), values: [...values] };
  if (mayBeCutOff()) return withClient(pool, async (client) => (await client.query<R>(query)).rows);
  refuseCancelled();
  try {
    return (await pool.query<R>(query)).rows;
  } catch (error) {
    throw readablePoolError(error, pool);
  }
}
