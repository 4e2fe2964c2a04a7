import { setTimeout as sleep } from 'node:timers/promises';
import { VaultUnavailableError } from '../vault.js';
import type { Session } from './vault-database.js';

/** The application name of a transfer in pg_stat_activity. */
export const TRANSFER = 'touchstone vault transfer';

/** Milliseconds to wait for services that were just stopped. */
const PATIENCE_MS = 2000;
const ASK_AGAIN_MS = 100;

/** Touchstone's connections to this database, except those of transfers. */
const CONNECTED = `
  SELECT DISTINCT application_name || coalesce(' (' || host(client_addr) || ')', '') AS service FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'touchstone%' AND application_name <> $1 ORDER BY service
`;

/**
 * Refuses while services are connected to the database. A service that is idle may have no connection at that moment and is
 * missed.
 * @throws VaultUnavailableError `in-use`, which names them
 */
export async function refuseServices(session: Session): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    const connected = await session.rows<{ readonly service: string }>(CONNECTED, [TRANSFER]);
    if (connected.length === 0) return;
    if (Date.now() > until) throw inUse(connected.map(({ service }) => service));
    await sleep(ASK_AGAIN_MS);
  }
}

function inUse(services: readonly string[]): VaultUnavailableError {
  return new VaultUnavailableError(
    'in-use',
    `Services are connected to this PostgreSQL: ${services.join(', ')}. Stop every ledger, customers, projector and relay first (with Compose: docker compose stop, by their names; on Kubernetes: scale them to 0), then run the same command again. Nothing may be recorded while a ledger is copied.`,
  );
}
