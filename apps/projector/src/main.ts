#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { runProjectorService, serverSettings, viewsStatus } from '#distributed';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { bindFeatures, DEFINITION_SETTINGS, parseDefinitions, readDefinitions } from '#features';
import { loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer, startProgram, watchViews } from '#serving';
import { viewSetsOf } from '#slice';
import { PostgresEditions } from '#views/postgres';

/** Keeps the views up to date. Several may run: for each set one leads, the others stand by. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const slices = bindFeatures(parseDefinitions(readDefinitions(configuration)), { publishes: true });
  const sets = viewSetsOf(slices);
  const store = openEventStoreDb({ url: settings.eventStoreDb, allowInsecure: settings.allowInsecure, log });
  const editions = await PostgresEditions.open({
    url: settings.postgres,
    applicationName: 'touchstone-projector',
    // Without Kafka no relay would ever empty the outbox.
    announces: settings.kafka !== undefined,
    max: 4,
  });
  const problems = new Map<string, string>();
  const leads = new Map<string, string>(sets.map(({ name }) => [name, 'starting']));
  const projecting = runProjectorService({
    url: settings.postgres,
    editions,
    events: store,
    sets,
    signal: shutdown.signal,
    log,
    onStatus: (set, leadership) => {
      leads.set(set, leadership.state);
      if (leadership.state !== 'failed') problems.delete(set);
      else problems.set(set, codeOf(leadership.error));
    },
  });
  projecting.catch((error: unknown) => {
    log.fatal({ err: error }, 'the projector failed; the service stops');
    void shutdown.begin('the projector failed', 1);
  });
  const status = async () => viewsStatus(editions, sets, await store.head());
  const stores = await openPostgresAccess({ url: settings.postgres, applicationName: 'touchstone-projector-access' });
  const { url } = await startProgram(configuration, shutdown, {
    opened: openAccess(configuration.keys, configuration.token, stores),
    slices,
    watch: (health, metrics) => {
      health.register({
        name: 'projector',
        check: () => ({
          ok: problems.size === 0,
          ...Object.fromEntries(leads),
          ...(problems.size > 0 ? { problems: Object.fromEntries(problems) } : {}),
        }),
      });
      // Projections retry an unreachable ledger without failing, so it is checked here: the views are not updated meanwhile,
      // whichever process leads.
      health.register({ name: 'ledger', check: async () => ({ ok: true, position: String(await store.head()) }) });
      metrics.gauge('touchstone_projector_leads', '1 where this process projects the set', ['set'], () =>
        [...leads].map(([set, state]) => ({ labels: { set }, value: state === 'leading' ? 1 : 0 })),
      );
      watchViews(metrics, status);
    },
  });
  shutdown
    .step('projector', () => projecting.catch(() => undefined))
    .step('stores', () => Promise.allSettled([store.close(), editions.close(), stores.close()]));
  return `The projector service listens on ${url}`;
});

/** The code of an error, for health: never its message, which may hold data. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
