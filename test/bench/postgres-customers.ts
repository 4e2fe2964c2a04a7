import 'reflect-metadata';
import { openSqliteEventStore } from '#event-store';
import { bindFeatures, blockedValues, DEFINITION_SETTINGS, parseDefinitions, readDefinitions } from '#features';
import { slicesModule } from '#features/http';
import { loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer } from '#serving';
import { startProgram } from '#serving/http';
import { openPostgresVault } from '#vault/postgres';
import { PostgresEditions } from '#views/postgres';

/**
 * The customers service as `apps/customers` composes it, but on a ledger in SQLite (`BENCH_LEDGER`): a stub of
 * EventStoreDB, which keeps events in memory, would say nothing of a real one.
 */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const url = process.env['POSTGRES_URL'] ?? '';
  const definitions = parseDefinitions(readDefinitions(configuration));
  const slices = bindFeatures(definitions, { publishes: true });
  const ledger = openSqliteEventStore(process.env['BENCH_LEDGER'] ?? '', { readonly: true, mapped: true });
  const vault = await openPostgresVault({
    url,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: blockedValues(definitions),
    readonly: true,
  });
  const editions = await PostgresEditions.open({ url, applicationName: 'touchstone-customers', announces: false });
  const stores = await openPostgresAccess({ url, applicationName: 'touchstone-customers-access' });
  const opened = openAccess(configuration.keys, configuration.token, stores);
  const program = await startProgram(configuration, shutdown, {
    opened,
    slices,
    modules: [
      slicesModule({
        slices,
        read: { reader: (set) => editions.reader(set), vault, ledger, principals: opened.access },
        // Nothing is recorded meanwhile: there is no position to wait for, and nothing changes.
        waitFor: () => Promise.resolve(),
        reads: { feed: { stopping: shutdown.signal, onChange: () => () => undefined } },
      }),
    ],
    watch: () => undefined,
  });
  shutdown.step('stores', () => Promise.allSettled([ledger.close(), vault.close(), editions.close(), stores.close()]));
  return `The customers service listens on ${program.url}`;
});
