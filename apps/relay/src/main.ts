#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { runRelayService, serverSettings } from '#distributed';
import { bindFeatures, DEFINITION_SETTINGS, parseDefinitions, readDefinitions } from '#features';
import { ConfigurationError, loadConfiguration, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { runServer, VERSION } from '#serving';
import { startProgram } from '#serving/http';
import { allOf } from '#slice';
import { describeTopics, type RelayStatus } from '#streaming';
import { PostgresEditions } from '#views/postgres';

/** Publishes the announcements of the views to Kafka. Several may run: one leads, the others stand by. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const { postgres, kafka, relayName } = serverSettings(process.env, ['POSTGRES_URL', 'KAFKA_BROKERS']);
  if (!kafka) throw new ConfigurationError([{ setting: 'KAFKA_BROKERS', problem: 'must be set' }]);
  const slices = bindFeatures(parseDefinitions(readDefinitions(configuration)), { publishes: true });
  const log = pino({ level: configuration.log });
  const editions = await PostgresEditions.open({ url: postgres, applicationName: 'touchstone-relay', announces: true, max: 6 });
  let status: RelayStatus | undefined;
  let leadFailure: unknown;
  const relaying = runRelayService({
    url: postgres,
    editions,
    kafka,
    slices,
    source: configuration.publicUrl ?? 'urn:touchstone',
    signal: shutdown.signal,
    log,
    onStatus: (now) => {
      status = now;
    },
    onLeadFailure: (error) => {
      leadFailure = error;
    },
    ...(relayName === undefined ? {} : { name: relayName }),
  });
  relaying.catch((error: unknown) => {
    log.fatal({ err: error }, 'the relay failed; the service stops');
    void shutdown.begin('the relay failed', 1);
  });
  const stores = await openPostgresAccess({ url: postgres, applicationName: 'touchstone-relay-access' });
  const { url } = await startProgram(configuration, shutdown, {
    opened: openAccess(configuration.keys, configuration.token, stores),
    slices,
    topics: describeTopics(VERSION, allOf(slices, 'topics')),
    watch: (health, metrics) => {
      health.register({
        name: 'relay',
        check: () => ({
          ok: status?.problem === undefined && leadFailure === undefined,
          ...(leadFailure instanceof Error ? { lead: leadFailure.message } : {}),
          state: status?.state ?? 'standing-by',
          published: status?.published ?? 0,
          waiting: Object.fromEntries(status?.sets.map(({ set, waiting }) => [set, waiting]) ?? []),
          ...(status?.problem ? { problem: { ...status.problem, sequence: status.problem.sequence?.toString() } } : {}),
        }),
      });
      metrics.gauge('touchstone_relay_waiting', 'Messages in the outbox that are not published yet', ['set'], () =>
        // A relay that stands by does not read the queue: only the leader reports it.
        (status === undefined || status.state === 'standing-by' ? [] : status.sets).map(({ set, waiting }) => ({
          labels: { set },
          value: waiting,
        })),
      );
      metrics.counter('touchstone_relay_published_total', 'Messages published since the start', [], () => [
        { value: status?.published ?? 0 },
      ]);
      metrics.gauge('touchstone_relay_blocked', '1 while nothing can be published; health says why', [], () => [
        { value: status?.problem || leadFailure !== undefined ? 1 : 0 },
      ]);
    },
  });
  shutdown
    .step('relay', () => relaying.catch(() => undefined))
    .step('stores', () => Promise.allSettled([editions.close(), stores.close()]));
  return `The relay service listens on ${url}`;
});
