#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { openReadSide, serverSettings } from '#distributed';
import { DEFINITION_SETTINGS } from '#features';
import { loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer } from '#serving';
import { startProgram, watchViews } from '#serving/http';
import { programOf } from './program-of.js';

/** The read service: who is who, cards and timelines over HTTP, and the staff's page. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const readSide = await openReadSide(configuration, settings, log, shutdown.signal, (error) => {
    log.fatal({ err: error }, 'ledger and vault do not belong together; the service stops');
    void shutdown.begin('ledger and vault do not belong together', 74);
  });
  const stores = await openPostgresAccess({ url: settings.postgres, applicationName: 'touchstone-customers-access' });
  const opened = openAccess(configuration.keys, configuration.token, stores);
  const { url, signIn } = await startProgram(configuration, shutdown, {
    ...programOf(readSide, opened, shutdown.signal),
    watch: (health, metrics) => {
      health.register({ name: 'views', check: () => readSide.viewsHealth() });
      watchViews(metrics, () => readSide.viewsStatus());
    },
  });
  shutdown.step('stores', () => Promise.allSettled([readSide.close(), stores.close()]));
  return `The customers service listens on ${url}\n${signIn}`;
});
