import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openRoutes } from '../../apps/touchstone/src/routes-alone.js';

// Found from where the built file is.
jest.mock('../../libs/serving/src/version.js', () => ({ VERSION: '1.2.3' }));

const TOKEN = 'a-token-for-tests-of-24-characters-or-more';
const authorization = `Bearer ${TOKEN}`;
const PREFIX = '/api/v1';
/** What the paths of version 0.1 begin with; those that came later are below the prefix alone. */
const ROOTS = ['customers', 'identity', 'kinds', 'quarantine', 'session', 'touchpoints', 'views'];
const ID = '0190b2c4-3c55-7d3e-8a5e-2f0f6e0d1a11';

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As it is today. */
  readonly path: string;
}

let app: NestFastifyApplication;
let routes: readonly Route[];

beforeAll(async () => {
  app = await openRoutes(TOKEN);
  const { paths } = (await app.inject({ url: '/openapi.json', headers: { authorization } })).json<{
    paths: Readonly<Record<string, object>>;
  }>();
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase() as Route['method'],
      path: path.replaceAll(/\{\w+\}/g, ID),
    })),
  );
});
afterAll(() => app.close());

/** The routes of the API, where they stood in version 0.1. */
const old = () =>
  routes.flatMap(({ method, path }) =>
    ROOTS.some((root) => `${path}/`.startsWith(`${PREFIX}/${root}/`)) ? [{ method, path: path.slice(PREFIX.length) }] : [],
  );
const answerTo = async ({ method, path }: Route, headers: Record<string, string>) => {
  const { statusCode, headers: answered } = await app.inject({ method, url: path, headers });
  return { status: statusCode, location: answered.location };
};

describe('a path of the API in version 0.1', () => {
  it('is a present one without its prefix; nothing but what operators need is outside of it', () => {
    expect(new Set(old().map(({ path }) => path.split('/')[1]))).toEqual(new Set(ROOTS));
    expect(old().length).toBeGreaterThanOrEqual(17);
    const outside = routes.filter(({ path }) => !path.startsWith(`${PREFIX}/`)).map(({ path }) => path);
    expect(outside.toSorted()).toEqual(['/health/live', '/health/ready', '/metrics']);
  });

  it('leads programs to the present one, with method, body and query', async () => {
    for (const { method, path } of old()) {
      const asked = { method, path: `${path}?q=%2B44%2020&open=true` };
      expect([method, path, await answerTo(asked, { authorization, accept: '*/*' })]).toEqual([
        method,
        path,
        { status: 308, location: `${PREFIX}${asked.path}` },
      ]);
    }
  });

  it('leads nobody anywhere who brings no token', async () => {
    for (const route of old()) expect([route, (await answerTo(route, {})).status]).toEqual([route, 401]);
  });

  it('is a page to a browser that opens it', async () => {
    for (const route of old().filter(({ method }) => method === 'GET')) {
      const { statusCode, headers, body } = await app.inject({ url: route.path, headers: { accept: 'text/html,*/*;q=0.8' } });
      expect([route, statusCode, headers['content-type']]).toEqual([route, 200, expect.stringContaining('text/html')]);
      expect(body).toContain('<title>Touchstone</title>');
    }
  });
});
