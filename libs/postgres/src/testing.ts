import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { Client } from 'pg';

/** The server for tests, `undefined` on a machine without one: `POSTGRES_URL=postgres://postgres@127.0.0.1:5432/postgres npm test`. */
const SERVER = process.env['POSTGRES_URL'];

/** A group of tests that needs a PostgreSQL server: skipped where `POSTGRES_URL` names none. */
export function describeWithPostgres(name: string, claims: () => void): void {
  const group = SERVER ? describe : describe.skip;
  group(SERVER ? name : `${name} (needs POSTGRES_URL)`, claims);
}

export interface TemporaryDatabase {
  readonly url: string;
  /** Runs a statement on a connection of its own, independent of the adapter under test. */
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Ends the server's side of connections to it with this application name, as a crash would; says how many. */
  killConnections(applicationName: string): Promise<number>;
  drop(): Promise<void>;
}

/** A database of the test's own, with a random name. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  if (!SERVER) throw new Error('POSTGRES_URL names no server.');
  const name = `touchstone_test_${randomBytes(6).toString('hex')}`;
  await run(SERVER, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql, values) => run(url.href, sql, values),
    async killConnections(applicationName) {
      const rows = await run(
        url.href,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()`,
        [applicationName],
      );
      return rows.length;
    },
    async drop() {
      await run(SERVER, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function run(url: string, sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, application_name: 'test' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
