import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** dist/apps/desk, relative to dist/libs/serving/src. */
const DESK = join(__dirname, '..', '..', '..', 'apps', 'desk');
/**
 * Paths that serve the page itself, which does the routing. They hold no data, so they need no token. None is a route of the
 * API, which has `/quarantine` and `/views` already.
 */
const PAGES = ['/', '/review', '/record', '/refused', '/editions', '/c/:id'];
const PAGE_PATH = /^\/(?:review|record|refused|editions|c\/[^/]+)?$/;
const ASSET_PATH = /^\/assets\/[\w.-]+$/;

/** Whether a path is a file of the desk. These are served without a token; the data that they request needs one. */
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
