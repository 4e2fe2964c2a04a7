import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { isOpenedByBrowser } from './opened-by-browser.js';

/** dist/apps/desk, relative to dist/libs/serving/src. */
const DESK = join(__dirname, '..', '..', '..', 'apps', 'desk');
const ASSET_NAME = /^\w[\w.-]*$/;

/**
 * Serves the staff's desk from the folder of its build; answers `false` where it was not built. Whatever a browser opens that
 * is not the API's is an address of the page, which finds its way from there: the server knows none of them. Page and
 * assets hold no data, so they open without a token. Assets are named by their content, and browsers keep them; one that is
 * missing is a 404 that nobody keeps.
 */
export async function serveDesk(app: NestFastifyApplication, folder = DESK): Promise<boolean> {
  if (!existsSync(join(folder, 'index.html'))) return false;
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  fastify.get('/*', { config: { open: isOpenedByBrowser } }, (request, reply) =>
    isOpenedByBrowser(request) ? sendPage(reply) : reply.callNotFound(),
  );
  fastify.get<{ Params: { file: string } }>('/assets/:file', { config: { open: true } }, ({ params: { file } }, reply) =>
    ASSET_NAME.test(file) && existsSync(join(folder, 'assets', file))
      ? reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(`assets/${file}`)
      : reply.callNotFound(),
  );
  return true;
}

/** Answers with the page; only where `serveDesk` serves it. */
export function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-cache').sendFile('index.html');
}
