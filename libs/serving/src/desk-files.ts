import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** dist/apps/desk, seen from dist/libs/serving/src. */
const DESK = join(__dirname, '..', '..', '..', 'apps', 'desk');
/**
 * Addresses of the page itself; it finds its way from there. They hold no data, so they open without a token. None is a
 * route of the API, which has `/quarantine` and `/views` already.
 */
const PAGES = ['/', '/review', '/record', '/refused', '/editions', '/c/:id'];
const PAGE_PATH = /^\/(?:review|record|refused|editions|c\/[^/]+)?$/;
const ASSET_PATH = /^\/assets\/[\w.-]+$/;

/** Whether a path is a file of the desk: these answer without a token, everything they ask for wants one. */
export function isDeskPath(path: string): boolean {
  return PAGE_PATH.test(path) || ASSET_PATH.test(path);
}

/** Serves the staff's page. Its files are named by their content, so browsers may keep them. */
export async function serveDesk(app: NestFastifyApplication): Promise<void> {
  if (!existsSync(join(DESK, 'index.html'))) return;
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, { root: DESK, serve: false, cacheControl: false });
  for (const page of PAGES)
    fastify.get(page, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile('index.html'));
  fastify.get<{ Params: { file: string } }>('/assets/:file', (request, reply) =>
    reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(`assets/${request.params.file}`),
  );
}
