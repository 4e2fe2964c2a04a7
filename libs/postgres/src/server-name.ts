import type { Pool } from 'pg';

/** The address given for PostgreSQL is invalid. The address itself is not in the message: it may hold a password. */
export class InvalidPostgresUrlError extends Error {
  readonly code = 'invalid-postgres-url';
  constructor() {
    super(
      'The address of PostgreSQL is not one. It looks like postgres://user:password@host:5432/database; special characters in the password are percent-encoded.',
    );
  }
}

/**
 * Server and database of an address, without user and password: what logs and errors may say.
 * @throws InvalidPostgresUrlError
 */
export function serverOfUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new InvalidPostgresUrlError();
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') throw new InvalidPostgresUrlError();
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}

/** Server and database that a pool of `openPool` connects to. */
export function serverOf(pool: Pool): string {
  const { connectionString } = pool.options;
  return connectionString === undefined ? 'the database server' : serverOfUrl(connectionString);
}
