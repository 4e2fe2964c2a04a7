#!/usr/bin/env node
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { runProjectorService, serverSettings, viewsStatus } from '#distributed';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { bindFeatures, DEFINITION_SETTINGS, parseDefinitions, readDefinitions } from '#features';
import { loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer } from '#serving';
import { startProgram, watchViews } from '#serving/http';
import { viewSetsOf } from '#slice';
import { problemCode, type ViewsProblem } from '#views';
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
  const problems = new Map<string, ViewsProblem>();
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
      else problems.set(set, { code: problemCode(leadership.error), since: new Date().toISOString() });
    },
  });
  projecting.catch((error: unknown) => {
    log.fatal({ err: error }, 'the projector failed; the service stops');
    void shutdown.begin('the projector failed', 1);
  });
  /** What keeps sets from going on, as noted in the database: that lasts from one try to the next. */
  const noted = async (): Promise<Readonly<Record<string, ViewsProblem>>> => {
    const found = await Promise.all(sets.map(async ({ name }) => [name, (await editions.problems.of(name)).serving] as const));
    return Object.fromEntries(found.flatMap(([name, problem]) => (problem ? [[name, problem]] : [])));
  };
  const status = async () => viewsStatus(editions, sets, await store.head());
  const stores = await openPostgresAccess({ url: settings.postgres, applicationName: 'touchstone-projector-access' });
  const { url } = await startProgram(configuration, shutdown, {
    opened: openAccess(configuration.keys, configuration.token, stores),
    slices,
    watch: (health, metrics) => {
      health.register({
        name: 'projector',
        async check() {
          const all = { ...Object.fromEntries(problems), ...(await soon(noted(), {})) };
          const isWell = Object.keys(all).length === 0;
          return { ok: isWell, ...Object.fromEntries(leads), ...(isWell ? {} : { problems: all }) };
        },
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

/** What is asked, where the answer comes within half a second; `otherwise` where it does not, or fails. */
function soon<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  return Promise.race([asked.catch(() => otherwise), sleep(500, otherwise, { ref: false })]);
}
