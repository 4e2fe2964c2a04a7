#!/usr/bin/env node
import 'reflect-metadata';
import pino from 'pino';
import { openReadSide, serverSettings } from '#distributed';
import { DEFINITION_SETTINGS } from '#features';
import { slicesModule } from '#features/http';
import { loadConfiguration } from '#platform';
import { runServer, VERSION } from '#serving';
import { startProgram, VIEWS_OPERATIONS, ViewsController, watchViews } from '#serving/http';
import { allOf } from '#slice';
import { describeTopics } from '#streaming';
import { viewsOperations } from './views-operations.js';

/** The read service: who is who, cards and timelines over HTTP, and the staff's page. */
runServer(async (shutdown) => {
  const configuration = loadConfiguration(process.env, { files: DEFINITION_SETTINGS });
  const settings = serverSettings(process.env, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  const log = pino({ level: configuration.log });
  const readSide = await openReadSide(configuration, settings, log, shutdown.signal);
  const { slices, read, commits, waitFor } = readSide;
  const { url, signInLink } = await startProgram(configuration, shutdown, {
    slices,
    modules: [
      slicesModule({
        slices,
        read,
        waitFor,
        reads: { feed: { stopping: shutdown.signal, onChange: (listener) => commits.onCommit(listener) } },
      }),
    ],
    controllers: [ViewsController],
    providers: [{ provide: VIEWS_OPERATIONS, useValue: viewsOperations(readSide) }],
    runCancellable: readSide.runCancellable,
    desk: true,
    topics: describeTopics(VERSION, allOf(slices, 'topics')),
    watch: (health, metrics) => {
      health.register({ name: 'views', check: () => readSide.viewsHealth() });
      watchViews(metrics, () => readSide.viewsStatus());
    },
  });
  shutdown.step('stores', () => readSide.close());
  // A token that was given is known already, and must not get into the log of a container.
  return `The customers service listens on ${url}${configuration.token === undefined ? `\nSign in: ${signInLink}` : ''}`;
});
