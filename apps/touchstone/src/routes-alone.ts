import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Embedded } from '#embedded';
import { bindFeatures, parseDefinitions } from '#features';
import { loadConfiguration, openAccessToken } from '#platform';
import { createProgram } from '#serving/http';
import { programOf } from './program-of.js';

/** What is behind the routes. */
const NOTHING = {};

/**
 * The server with all its routes and nothing behind them, which opens no file and does not listen: for what is made of the
 * routes alone. `token` opens them.
 */
export async function openRoutes(token: string): Promise<NestFastifyApplication> {
  const slices = bindFeatures(parseDefinitions(), { publishes: false });
  const embedded = { slices, executor: NOTHING, store: NOTHING, vault: NOTHING, views: NOTHING } as unknown as Embedded;
  const app = await createProgram(
    loadConfiguration({ TOUCHSTONE_LOG: 'silent' }),
    openAccessToken('', token).access,
    programOf(embedded, new AbortController().signal),
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
