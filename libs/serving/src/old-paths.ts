import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_PATH, ROLES } from '#platform';
import { isOpenedByBrowser } from './opened-by-browser.js';
import { sendPage } from './desk-files.js';

/** What stood at the root in version 0.1. Routes that came later never did. */
const OLD_ROOTS = ['customers', 'identity', 'kinds', 'quarantine', 'session', 'touchpoints', 'views'];

/**
 * Sends programs that know the API's paths of version 0.1 to the present ones, with method, body and query (308), whether
 * this program serves them or another behind the same address. Their body is not read. Where the page is served, a browser
 * that opens such a path gets it: some of them are pages now.
 */
export function redirectOldPaths(app: NestFastifyApplication, hasPage: boolean): void {
  const fastify = app.getHttpAdapter().getInstance();
  const isPage = (request: Parameters<typeof isOpenedByBrowser>[0]): boolean => hasPage && isOpenedByBrowser(request);
  for (const url of OLD_ROOTS.flatMap((root) => [`/${root}`, `/${root}/*`])) {
    fastify.route({
      method: ['GET', 'POST', 'DELETE'],
      url,
      config: { open: isPage, allow: ROLES },
      // After access was checked, before the body is read.
      preParsing: (request, reply, _payload, done) => {
        if (isPage(request)) done();
        else void reply.redirect(API_PATH + request.url, 308);
      },
      handler: (_request, reply) => sendPage(reply),
    });
  }
}
