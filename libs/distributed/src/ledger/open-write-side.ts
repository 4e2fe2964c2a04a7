import type { CommandExecutor } from '#commands';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { bindFeatures, blockedValues, parseDefinitions, readDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { type Configuration, withoutMessage } from '#platform';
import { allOf, type Slice } from '#slice';
import { openPostgresVault, type PostgresVault } from '#vault/postgres';
import { PostgresEditions } from '#views/postgres';
import { type ServerSettings, STATEMENT_MS } from '../settings.js';
import { leadJobs } from './lead-jobs.js';

/** What carrying out commands needs. */
export interface WriteSide {
  readonly executor: CommandExecutor;
  readonly slices: readonly Slice[];
  readonly store: EventStore;
  readonly vault: PostgresVault;
  readonly editions: PostgresEditions;
  /** Once `signal` aborted: ends what is open. */
  close(): Promise<void>;
}

type Log = { info(fields: object, message: string): void; warn(fields: object, message: string): void };

/**
 * Opens ledger and vault for recording. Any number of processes may; of each job one of them takes care.
 * @throws StoreUnavailableError VaultUnavailableError ViewsUnavailableError and what is wrong with addresses or definitions
 */
export async function openWriteSide(
  configuration: Configuration,
  { eventStoreDb, postgres, allowInsecure }: ServerSettings,
  log: Log,
  signal: AbortSignal,
): Promise<WriteSide> {
  const definitions = parseDefinitions(readDefinitions(configuration));
  const slices = bindFeatures(definitions, { publishes: true });
  const store = openEventStoreDb({ url: eventStoreDb, allowInsecure, log });
  const vault = await openPostgresVault({
    url: postgres,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: blockedValues(definitions),
    applicationName: 'touchstone-ledger-vault',
    statementTimeoutMs: STATEMENT_MS,
    log,
  });
  const editions = await PostgresEditions.open({
    url: postgres,
    applicationName: 'touchstone-ledger',
    announces: false,
    max: 3,
    statementTimeoutMs: STATEMENT_MS,
  });
  const executor = executorOf(slices, {
    store,
    vault,
    quarantine: vault.quarantine,
    now: Date.now,
    onUnexpected: (error, command) =>
      log.warn({ command, ...withoutMessage(error) }, 'a command failed by an error that nobody foresaw'),
  });
  const working = leadJobs(Object.values(allOf(slices, 'jobs')), {
    url: postgres,
    vault,
    ledger: store,
    commands: executor,
    editions,
    signal,
    log,
  });
  return {
    executor,
    slices,
    store,
    vault,
    editions,
    async close() {
      await working;
      await Promise.allSettled([store.close(), vault.close(), editions.close()]);
    },
  };
}
