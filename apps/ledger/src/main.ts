#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { recordedDepartments } from '#customers';
import { openRecording, serverSettings } from '#distributed';
import { loadConfiguration } from '#platform';
import { countedRecorder } from '#recording';
import { RecordingModule, recordingChoices } from '#recording/http';
import { runServer, VERSION } from '#serving';
import { startProgram, watchRecorded } from '#serving/http';
import { describeTopics } from '#streaming';
import { Intake } from './intake.js';

/** The write service: touchpoints, decisions and quarantine over HTTP, and touchpoints from a topic where one is named. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env);
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const recording = await openRecording(configuration, settings, log, shutdown.signal);
  const { kinds, rules, editions, store, vault } = recording;
  const { recorder, counts } = countedRecorder(recording.recorder);
  const intake = Intake.from(process.env, settings.kafka, recorder, shutdown.signal, log);
  const { url } = await startProgram(configuration, shutdown, {
    modules: [
      RecordingModule.with(
        recorder,
        kinds,
        recordingChoices(rules, () => recordedDepartments(editions.reader('customers'))),
      ),
    ],
    topics: describeTopics(VERSION),
    watch: (health, metrics) => {
      health.register({ name: 'ledger', check: async () => ({ ok: true, position: String(await store.head()) }) });
      health.register({ name: 'vault', check: async () => ({ ok: true, quarantined: await vault.quarantine.count() }) });
      metrics.gauge('touchstone_ledger_position', 'Position of the newest event', [], async () => [
        { value: Number(await store.head()) },
      ]);
      metrics.gauge('touchstone_quarantine_items', 'Touchpoints that wait to be corrected', [], async () => [
        { value: await vault.quarantine.count() },
      ]);
      watchRecorded(metrics, counts);
      intake?.watch(health, metrics);
    },
  });
  shutdown.step('intake', () => intake?.ended()).step('stores', () => recording.close());
  return `The ledger service listens on ${url}`;
});
