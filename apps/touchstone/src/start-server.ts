import { readFileSync } from 'node:fs';
import { type Embedded, openEmbedded } from '#embedded';
import { closeServer, type Configuration, createHttpApp, HealthChecks, Metrics, openAccessToken, type Shutdown } from '#platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import { addressOf, isDeskPath, serveApiDocs, serveDesk, VERSION } from '#serving';
import { AppModule } from './app.module.js';

/** A server that listens. */
export interface RunningServer {
  readonly embedded: Embedded;
  readonly url: string;
  /** Opens the page signed in. Holds the token: for the terminal, never for the log. */
  readonly signInLink: string;
}

/** Opens the data folder, starts the threads, listens. `shutdown` gets the steps that undo it. */
export async function startServer(configuration: Configuration, shutdown: Shutdown): Promise<RunningServer> {
  const log = pino({ level: configuration.log });
  const embedded = await openEmbedded({
    data: configuration.data,
    keys: configuration.keys,
    region: configuration.region,
    createdBy: `touchstone ${VERSION}`,
    ...(configuration.rules === undefined ? {} : { rules: readFileSync(configuration.rules, 'utf8') }),
    ...(configuration.kinds === undefined ? {} : { kinds: readFileSync(configuration.kinds, 'utf8') }),
    log,
    onFailure: (error) => {
      log.fatal({ err: error }, 'the recorder failed; the server stops');
      void shutdown.begin('the recorder failed', 1);
    },
  });
  let app: NestFastifyApplication | undefined;
  shutdown.step('connections', () => app && closeServer(app)).step('files', () => embedded.stop());
  const { access } = openAccessToken(configuration.keys, configuration.token);
  app = await createHttpApp(AppModule.of(embedded, configuration, access, shutdown.signal), { isOpenPath: isDeskPath });
  watch(app, embedded);
  await serveDesk(app);
  serveApiDocs(app, VERSION);
  await app.listen(configuration.port, configuration.host);
  const url = configuration.publicUrl ?? addressOf(app, configuration.host);
  return { embedded, url, signInLink: access.signInLink(url) };
}

/** Health and metrics of what runs behind the routes. */
function watch(app: NestFastifyApplication, { views, store }: Embedded): void {
  app.get(HealthChecks).register({
    name: 'views',
    async check() {
      const sets = await views.status();
      return { ok: views.failure === undefined, lag: Object.fromEntries(sets.map(({ set, serving }) => [set, serving.lag])) };
    },
  });
  const metrics = app.get(Metrics);
  metrics.gauge('touchstone_ledger_position', 'Position of the newest event', [], async () => [{ value: Number(await store.head()) }]);
  metrics.gauge('touchstone_view_lag_events', 'Events that the serving edition has not seen yet', ['set'], async () =>
    (await views.status()).map(({ set, serving }) => ({ labels: { set }, value: Number(serving.lag) })),
  );
  metrics.gauge('touchstone_view_dead_letters', 'Events that the serving edition had to set aside', ['set'], async () =>
    (await views.status()).map(({ set, serving }) => ({ labels: { set }, value: serving.deadLetters })),
  );
}
