import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { asPosition } from '#events';
import { bindFeatures, blockedValues, parseDefinitions, readDefinitions } from '#features';
import type { Configuration } from '#platform';
import type { RunCancellable } from '#platform/http';
import { cancellable } from '#postgres';
import { type ReadSide, type Slice, viewSetsOf } from '#slice';
import { openPostgresVault } from '#vault/postgres';
import type { ViewsStatus } from '#views';
import { PostgresEditions } from '#views/postgres';
import { viewsStatus } from '../projector/views-status.js';
import { type ServerSettings, STATEMENT_MS } from '../settings.js';
import { ViewCommits } from './view-commits.js';
import { viewsHealth } from './views-health.js';

/** What answering questions needs. */
export interface OpenReadSide {
  readonly slices: readonly Slice[];
  /** Who acted is known where access is opened. */
  readonly read: Omit<ReadSide, 'principals'>;
  readonly store: EventStore;
  readonly editions: PostgresEditions;
  readonly commits: ViewCommits;
  /** @throws ViewsBehindError */
  readonly waitFor: (position: string, sets: readonly string[]) => Promise<void>;
  readonly viewsStatus: () => Promise<readonly ViewsStatus[]>;
  readonly viewsHealth: () => ReturnType<typeof viewsHealth>;
  /** Cancels the statements of a look-up whose caller has gone. */
  readonly runCancellable: RunCancellable;
  /** Once `signal` aborted: ends what is open. */
  close(): Promise<void>;
}

/**
 * Opens ledger, vault and views for reading. Several processes may.
 * @throws StoreUnavailableError VaultUnavailableError ViewsUnavailableError and what is wrong with addresses or definitions
 */
export async function openReadSide(
  configuration: Configuration,
  { eventStoreDb, postgres, allowInsecure }: ServerSettings,
  log: { warn(fields: object, message: string): void },
  signal: AbortSignal,
): Promise<OpenReadSide> {
  const definitions = parseDefinitions(readDefinitions(configuration));
  const slices = bindFeatures(definitions, { publishes: true });
  const sets = viewSetsOf(slices);
  const store = openEventStoreDb({ url: eventStoreDb, allowInsecure, log });
  const vault = await openPostgresVault({
    url: postgres,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: blockedValues(definitions),
    applicationName: 'touchstone-customers-vault',
    readonly: true,
    statementTimeoutMs: STATEMENT_MS,
  });
  const editions = await PostgresEditions.open({
    url: postgres,
    applicationName: 'touchstone-customers',
    announces: false,
    statementTimeoutMs: STATEMENT_MS,
  });
  const commits = new ViewCommits(
    editions,
    sets.map(({ name }) => name),
    signal,
  );
  return {
    slices,
    read: { reader: (set) => editions.reader(set), vault, ledger: store },
    store,
    editions,
    commits,
    waitFor: (position, names) => commits.waitFor(asPosition(position), names),
    viewsStatus: async () => viewsStatus(editions, sets, await store.head()),
    viewsHealth: () => viewsHealth(editions, sets, store),
    runCancellable: cancellable,
    async close() {
      await commits.ended();
      await Promise.allSettled([store.close(), vault.close(), editions.close()]);
    },
  };
}
