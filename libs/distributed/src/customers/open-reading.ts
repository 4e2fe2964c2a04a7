import { customerSummaries, type CustomerSources } from '#customers';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { asPosition } from '#events';
import type { Configuration } from '#platform';
import type { RunCancellable } from '#platform/http';
import { cancellable } from '#postgres';
import { identityLookup, type Rules } from '#recognition';
import { openPostgresVault, type PostgresVault } from '#vault/postgres';
import type { ViewsStatus } from '#views';
import { PostgresEditions } from '#views/postgres';
import { viewsStatus } from '../projector/views-status.js';
import { rulesAndKinds } from '../rules-and-kinds.js';
import { type ServerSettings, STATEMENT_MS } from '../settings.js';
import { publishedViewSets } from '../view-sets.js';
import { ViewCommits } from './view-commits.js';
import { viewsHealth } from './views-health.js';

/** What answering questions needs. */
export interface Reading {
  readonly rules: Rules;
  readonly store: EventStore;
  readonly vault: PostgresVault;
  readonly editions: PostgresEditions;
  readonly sources: CustomerSources;
  readonly commits: ViewCommits;
  /** @throws ViewsBehindError */
  readonly waitFor: (position: string) => Promise<void>;
  readonly summaries: (customers: readonly string[]) => ReturnType<typeof customerSummaries>;
  readonly viewsStatus: () => Promise<readonly ViewsStatus[]>;
  readonly viewsHealth: () => ReturnType<typeof viewsHealth>;
  /** Cancels the statements of a look-up whose caller has gone. */
  readonly runCancellable: RunCancellable;
  /** Once `signal` aborted: ends what is open. */
  close(): Promise<void>;
}

/**
 * Opens ledger, vault and views for reading. Several processes may.
 * @throws StoreUnavailableError VaultUnavailableError ViewsUnavailableError and what is wrong with addresses or rules
 */
export async function openReading(
  configuration: Configuration,
  { eventStoreDb, postgres, allowInsecure }: ServerSettings,
  log: { warn(fields: object, message: string): void },
  signal: AbortSignal,
): Promise<Reading> {
  const { rules } = rulesAndKinds(configuration);
  const sets = publishedViewSets(rules);
  const store = openEventStoreDb({ url: eventStoreDb, allowInsecure, log });
  const vault = await openPostgresVault({
    url: postgres,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: rules.blocked,
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
  const sources: CustomerSources = {
    customers: editions.reader('customers'),
    identity: identityLookup(editions.reader('recognition'), rules),
    vault,
    ledger: store,
  };
  return {
    rules,
    store,
    vault,
    editions,
    sources,
    commits,
    waitFor: (position) => commits.waitFor(asPosition(position)),
    summaries: (customers) => customerSummaries(sources, customers),
    viewsStatus: async () => viewsStatus(editions, sets, await store.head()),
    viewsHealth: () => viewsHealth(editions, sets, store),
    runCancellable: cancellable,
    async close() {
      await commits.ended();
      await Promise.allSettled([store.close(), vault.close(), editions.close()]);
    },
  };
}
