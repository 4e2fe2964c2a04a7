import { Client } from 'pg';
import { endClient } from './end-client.js';
import { readablePostgresError } from './postgres-errors.js';
import { serverOfUrl } from './server-name.js';

/** What a server says of itself and of the database in its address. */
export interface ServerFacts {
  /** For instance `16.4`. */
  readonly version: string;
  /** Whether it notices pages that its disk damaged (`data_checksums`). */
  readonly hasChecksums: boolean;
  /** Pages of the database found damaged, since its statistics were reset. */
  readonly checksumFailures: number;
  /** The size of the database. */
  readonly bytes: number;
}

/** @throws PostgresUnavailableError InvalidPostgresUrlError */
export async function serverFacts(url: string, applicationName: string): Promise<ServerFacts> {
  const server = serverOfUrl(url);
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; checksums: string; failures: string; bytes: string }>(
      `SELECT current_setting('server_version') AS version, current_setting('data_checksums') AS checksums,
         coalesce((SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()), 0) AS failures,
         pg_database_size(current_database()) AS bytes`,
    );
    const [facts] = rows;
    return {
      version: facts?.version ?? '',
      hasChecksums: facts?.checksums === 'on',
      checksumFailures: Number(facts?.failures ?? 0),
      bytes: Number(facts?.bytes ?? 0),
    };
  } catch (error) {
    throw readablePostgresError(error, server);
  } finally {
    await endClient(client);
  }
}

/** Tells `log` where nobody would notice that the server's disk damaged a page. A server that cannot be asked is told of elsewhere. */
export async function warnWithoutChecksums(url: string, log: { warn(fields: object, message: string): void }): Promise<void> {
  const facts = await serverFacts(url, 'touchstone-checksums').catch(() => undefined);
  const server = serverOfUrl(url);
  if (facts?.hasChecksums === false)
    log.warn(
      { server },
      'PostgreSQL keeps no checksums of its pages, so damage would go unnoticed: turn them on with pg_checksums --enable while it is stopped',
    );
  if (facts && facts.checksumFailures > 0)
    log.warn({ server, failures: facts.checksumFailures }, 'PostgreSQL has found damaged pages: restore its backup');
}
