#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { countOutcomes } from '#commands';
import { openWriteSide, serverSettings } from '#distributed';
import { DEFINITION_SETTINGS } from '#features';
import { loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer } from '#serving';
import { startProgram, watchCommands, watchSeals } from '#serving/http';
import { allOf } from '#slice';
import { Intake } from './intake.js';
import { programOf } from './program-of.js';

/** The write service: commands over HTTP, and touchpoints from a topic where one is named. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const writeSide = await openWriteSide(configuration, settings, log, shutdown.signal);
  const { slices, store, vault, editions } = writeSide;
  const { executor, counts } = countOutcomes(writeSide.executor, Object.keys(allOf(slices, 'commands')));
  const intake = Intake.from(process.env, settings.kafka, executor, shutdown.signal, log);
  const stores = await openPostgresAccess({ url: settings.postgres, applicationName: 'touchstone-ledger-access' });
  const { url } = await startProgram(configuration, shutdown, {
    ...programOf(writeSide, executor, openAccess(configuration.keys, configuration.token, stores)),
    watch: (health, metrics) => {
      health.register({ name: 'ledger', check: async () => ({ ok: true, position: String(await store.head()) }) });
      health.register({ name: 'vault', check: async () => ({ ok: true, quarantined: await vault.quarantine.count() }) });
      metrics.gauge('touchstone_ledger_position', 'Position of the newest event', [], async () => [
        { value: Number(await store.head()) },
      ]);
      metrics.gauge('touchstone_quarantine_items', 'Touchpoints that wait to be corrected', [], async () => [
        { value: await vault.quarantine.count() },
      ]);
      watchCommands(metrics, counts);
      watchSeals(health, metrics, { ledger: store, reader: (set) => editions.reader(set) });
      intake?.watch(health, metrics);
    },
  });
  shutdown.step('intake', () => intake?.ended()).step('stores', () => Promise.allSettled([writeSide.close(), stores.close()]));
  return `The ledger service listens on ${url}`;
});
