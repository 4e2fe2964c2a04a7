#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { CustomersModule } from '#customers/http';
import { openReading, serverSettings } from '#distributed';
import { loadConfiguration } from '#platform';
import { IdentityModule } from '#recognition/http';
import { runServer, VERSION } from '#serving';
import { startProgram, VIEWS_OPERATIONS, ViewsController, watchViews } from '#serving/http';
import { describeTopics } from '#streaming';
import { viewsOperations } from './views-operations.js';

/** The read service: who is who, cards and timelines over HTTP, and the staff's page. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env);
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const reading = await openReading(configuration, settings, log, shutdown.signal);
  const { editions, sources, commits, vault, rules, waitFor, summaries } = reading;
  const { url, signInLink } = await startProgram(configuration, shutdown, {
    modules: [
      CustomersModule.with(sources, {
        stopping: shutdown.signal,
        waitFor,
        onChange: (listener) => commits.onCommit(() => listener({})),
      }),
      IdentityModule.with({
        reader: editions.reader('recognition'),
        vault,
        suggestions: vault.suggestions,
        rules,
        summaries,
        waitFor,
      }),
    ],
    controllers: [ViewsController],
    providers: [{ provide: VIEWS_OPERATIONS, useValue: viewsOperations(reading) }],
    runCancellable: reading.runCancellable,
    desk: true,
    topics: describeTopics(VERSION),
    watch: (health, metrics) => {
      health.register({ name: 'views', check: () => reading.viewsHealth() });
      watchViews(metrics, () => reading.viewsStatus());
    },
  });
  shutdown.step('stores', () => reading.close());
  // A token that was given is known already, and must not get into the log of a container.
  return `The customers service listens on ${url}${configuration.token === undefined ? `\nSign in: ${signInLink}` : ''}`;
});
