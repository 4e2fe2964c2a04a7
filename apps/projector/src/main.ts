#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { publishedViewSets, rulesAndKinds, runProjectorService, serverSettings, viewsStatus } from '#distributed';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { loadConfiguration } from '#platform';
import { runServer } from '#serving';
import { startProgram, watchViews } from '#serving/http';
import { PostgresEditions } from '#views/postgres';

/** Keeps the views up to date. Several may run: for each set one leads, the others stand by. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env);
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const sets = publishedViewSets(rulesAndKinds(configuration).rules);
  const store = openEventStoreDb({ url: settings.eventStoreDb, allowInsecure: settings.allowInsecure, log });
  const editions = await PostgresEditions.open({
    url: settings.postgres,
    applicationName: 'touchstone-projector',
    // Without Kafka nobody would ever empty the outbox.
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
  const { url } = await startProgram(configuration, shutdown, {
    watch: (health, metrics) => {
      health.register({
        name: 'projector',
        check: () => ({
          ok: problems.size === 0,
          ...Object.fromEntries(leads),
          ...(problems.size > 0 ? { problems: Object.fromEntries(problems) } : {}),
        }),
      });
      // While the ledger cannot be followed, the views stand still, whoever leads: that is waited for and fails nothing.
      health.register({ name: 'ledger', check: async () => ({ ok: true, position: String(await store.head()) }) });
      metrics.gauge('touchstone_projector_leads', '1 where this process projects the set', ['set'], () =>
        [...leads].map(([set, state]) => ({ labels: { set }, value: state === 'leading' ? 1 : 0 })),
      );
      watchViews(metrics, status);
    },
  });
  shutdown
    .step('projector', () => projecting.catch(() => undefined))
    .step('stores', () => Promise.allSettled([store.close(), editions.close()]));
  return `The projector service listens on ${url}`;
});

/** What went wrong, for health: never a message, which may tell more. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
