import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfiguration, openAccessToken } from '#platform';
import { createHttpApp, PlatformModule } from '#platform/http';
import { serveDesk } from './desk-files.js';

const TOKEN = 'a-token-of-this-test-alone';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

@Controller('api/v1/views')
class ViewsController {
  @Get()
  list() {
    return { sets: [] };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'touchstone-desk-'));
let app: NestFastifyApplication;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>The desk</title>');
  writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'export {};');
  const configuration = loadConfiguration({});
  const platform = PlatformModule.forRoot({
    configuration,
    access: openAccessToken(join(folder, 'keys'), TOKEN).access,
    problems: {},
    logTo: { write: () => undefined },
  });

  @Module({ imports: [platform], controllers: [ViewsController] })
  class AppModule {}

  app = await createHttpApp(AppModule, configuration);
  await serveDesk(app, folder);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = async (url: string, headers: Record<string, string> = {}) => {
  const { statusCode, headers: answered, body } = await app.inject({ method: 'GET', url, headers });
  return { status: statusCode, kept: answered['cache-control'], body };
};

describe("the desk's files", () => {
  it.each(['/', '/review?customer=1', '/c/4711', '/views', '/apiary', '/a/page/of/a/slice/to/come'])(
    'a browser opens %s without a token',
    async (url) => {
      expect(await get(url, BROWSER)).toEqual({ status: 200, kept: 'no-cache', body: '<title>The desk</title>' });
    },
  );

  it('an address that is none of the API is no page to a program', async () => {
    expect((await get('/review')).status).toBe(401);
    expect(await get('/review', { authorization: `Bearer ${TOKEN}` })).toMatchObject({ status: 404, kept: 'no-store' });
  });

  it('an address below that of the API is no page, whoever asks: it wants a token, and what is not there is not found', async () => {
    for (const url of ['/api', '/api/v1/views', '/api/v1/nowhere', '/api/v2/views'])
      expect([url, (await get(url, BROWSER)).status]).toEqual([url, 401]);
    const signedIn = { ...BROWSER, authorization: `Bearer ${TOKEN}` };
    expect(await get('/api/v1/nowhere', signedIn)).toMatchObject({ status: 404, kept: 'no-store' });
    expect(await get('/api/v1/views', signedIn)).toMatchObject({ status: 200, body: '{"sets":[]}' });
  });

  it('an asset is kept for good', async () => {
    expect(await get('/assets/page-1a2b.js')).toMatchObject({ status: 200, kept: 'public, max-age=31536000, immutable' });
  });

  it.each(['page-9z9z.js', '.hidden', '%2e%2e%2findex.html'])('the asset %s is missing, and nobody keeps that', async (name) => {
    expect(await get(`/assets/${name}`)).toMatchObject({ status: 404, kept: 'no-store' });
  });
});
