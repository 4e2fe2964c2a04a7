import 'reflect-metadata';
import { CustomersModule } from '#customers/http';
import { rulesAndKinds } from '#distributed';
import { openSqliteEventStore } from '#event-store';
import { loadConfiguration } from '#platform';
import { identityLookup } from '#recognition';
import { runServer } from '#serving';
import { startProgram } from '#serving/http';
import { openPostgresVault } from '#vault/postgres';
import { PostgresEditions } from '#views/postgres';

/**
 * The customers service as `apps/customers` composes it, but on a ledger in SQLite (`BENCH_LEDGER`): a stub of
 * EventStoreDB, which keeps events in memory, would say nothing of a real one.
 */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env);
  const url = process.env['POSTGRES_URL'] ?? '';
  const { rules } = rulesAndKinds(configuration);
  const ledger = openSqliteEventStore(process.env['BENCH_LEDGER'] ?? '', { readonly: true, mapped: true });
  const vault = await openPostgresVault({
    url,
    keysDir: configuration.keys,
    region: configuration.region,
    blocked: rules.blocked,
    readonly: true,
  });
  const editions = await PostgresEditions.open({ url, applicationName: 'touchstone-customers', announces: false });
  const sources = {
    customers: editions.reader('customers'),
    identity: identityLookup(editions.reader('recognition'), rules),
    vault,
    ledger,
  };
  // Nothing is recorded meanwhile: there is no position to wait for, and nothing changes.
  const feeds = { stopping: shutdown.signal, waitFor: () => Promise.resolve(), onChange: () => () => undefined };
  const program = await startProgram(configuration, shutdown, {
    modules: [CustomersModule.with(sources, feeds)],
    watch: () => undefined,
  });
  shutdown.step('stores', () => Promise.allSettled([ledger.close(), vault.close(), editions.close()]));
  return `The customers service listens on ${program.url}`;
});
