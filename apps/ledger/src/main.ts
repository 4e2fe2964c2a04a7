#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { countOutcomes } from '#commands';
import { openWriteSide, serverSettings } from '#distributed';
import { DEFINITION_SETTINGS } from '#features';
import { slicesModule } from '#features/http';
import { loadConfiguration } from '#platform';
import { runServer, VERSION } from '#serving';
import { startProgram, watchCommands } from '#serving/http';
import { allOf } from '#slice';
import { describeTopics } from '#streaming';
import { Intake } from './intake.js';

/** The write service: commands over HTTP, and touchpoints from a topic where one is named. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const writeSide = await openWriteSide(configuration, settings, log, shutdown.signal);
  const { slices, editions, store, vault } = writeSide;
  const { executor, counts } = countOutcomes(writeSide.executor, Object.keys(allOf(slices, 'commands')));
  const intake = Intake.from(process.env, settings.kafka, executor, shutdown.signal, log);
  const { url } = await startProgram(configuration, shutdown, {
    slices,
    modules: [
      slicesModule({
        slices,
        read: { reader: (set) => editions.reader(set), vault, ledger: store },
        // Whoever wants to read his own write asks the customers service.
        waitFor: async () => undefined,
        writes: { executor },
      }),
    ],
    topics: describeTopics(VERSION, allOf(slices, 'topics')),
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
      intake?.watch(health, metrics);
    },
  });
  shutdown.step('intake', () => intake?.ended()).step('stores', () => writeSide.close());
  return `The ledger service listens on ${url}`;
});
