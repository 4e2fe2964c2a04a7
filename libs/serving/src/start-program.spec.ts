import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { loadConfiguration, Shutdown } from '#platform';
import { type Program, type RunningProgram, startProgram } from './start-program.js';

// Found from where the built file is.
jest.mock('./version.js', () => ({ VERSION: '1.2.3' }));

const TOKEN = 'a-token-for-tests-of-24-characters-or-more';
const order: string[] = [];

@Controller('notes')
class NotesController {
  @Get()
  list() {
    return ['a note'];
  }

  @Get('busy')
  busy() {
    throw Object.assign(new Error('Others are writing.'), { code: 'busy' });
  }
}

describe('A program that serves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'serving-'));
  const stops: Shutdown[] = [];
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((shutdown) => shutdown.begin('the test has ended')));
    order.length = 0;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(program: Partial<Program> = {}, settings = {}): Promise<RunningProgram & { readonly shutdown: Shutdown }> {
    const shutdown = new Shutdown({ exit: () => order.push('exit') });
    stops.push(shutdown);
    const configuration = loadConfiguration({
      PORT: '0',
      TOUCHSTONE_DATA: join(folder, 'data'),
      TOUCHSTONE_TOKEN: TOKEN,
      TOUCHSTONE_LOG: 'silent',
      ...settings,
    });
    const running = await startProgram(configuration, shutdown, {
      slices: [],
      controllers: [NotesController],
      watch: () => undefined,
      ...program,
    });
    return { ...running, shutdown };
  }
  const get = async (url: string, token: string | undefined = TOKEN): Promise<{ status: number; text: string }> => {
    const response = await fetch(url, token === '' ? {} : { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  };

  it('answers at the address it names, to whoever has the token, as the sign-in link does', async () => {
    const { url, signInLink } = await start();
    expect(await get(`${url}/api/v1/notes`)).toEqual({ status: 200, text: '["a note"]' });
    expect((await get(`${url}/api/v1/notes`, '')).status).toBe(401);
    expect(signInLink).toBe(`${url}/#token=${TOKEN}`);
  });

  it('does not start on a taken port, and says how to choose another', async () => {
    const { port } = new URL((await start()).url);
    await expect(start({}, { PORT: port })).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringMatching(new RegExp(`Port ${port} of 127.0.0.1 is taken.*PORT=${Number(port) + 1}`)),
    });
  });

  it('names the public address where there is one', async () => {
    const { url, signInLink } = await start({}, { TOUCHSTONE_PUBLIC_URL: 'https://touchstone.example.org' });
    expect([url, signInLink]).toEqual(['https://touchstone.example.org', expect.stringContaining(`${url}/#token=`)]);
  });

  it('answers what the libraries throw as a problem, by its code', async () => {
    const { url } = await start();
    const { status, text } = await get(`${url}/api/v1/notes/busy`);
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ code: 'busy', title: 'Others are writing; try again' });
  });

  it('watches what runs behind the routes before it takes requests', async () => {
    const { url } = await start({
      watch(health, metrics) {
        health.register({ name: 'views', check: () => ({ ok: true, lag: 3 }) });
        metrics.gauge('made_up', 'Made up', [], async () => [{ value: 7 }]);
      },
    });
    expect(JSON.parse((await get(`${url}/health/ready`)).text)).toMatchObject({ status: 'ready', checks: { views: { lag: 3 } } });
    expect((await get(`${url}/metrics`)).text).toMatch(/^made_up 7$/m);
  });

  it('describes its routes, and its topics where it has any', async () => {
    const { url } = await start({ topics: { asyncapi: '3.0.0' } });
    const api = JSON.parse((await get(`${url}/openapi.json`)).text) as { openapi: string; info: object; paths: object };
    expect(api).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(Object.keys(api.paths)).toEqual(expect.arrayContaining(['/api/v1/notes', '/health/ready', '/metrics']));
    expect(await get(`${url}/asyncapi.json`)).toEqual({ status: 200, text: '{"asyncapi":"3.0.0"}' });
    for (const path of ['openapi.json', 'asyncapi.json', 'docs']) expect((await get(`${url}/${path}`, '')).status).toBe(401);
    const { url: another } = await start();
    expect((await get(`${another}/asyncapi.json`)).status).toBe(404);
  });

  it('serves the page without a token where it is asked to, and nowhere else', async () => {
    const { url } = await start({ desk: true });
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Touchstone</title>')]);
    const { url: without } = await start();
    expect((await get(without, '')).status).toBe(401);
    expect((await get(without)).status).toBe(404);
  });

  it('is not ready any more from the first moment of a stop, and answers before what it needs is closed', async () => {
    const waiting: (() => void)[] = [];
    const check = async (): Promise<{ ok: boolean }> => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      order.push('asked what answers need');
      return { ok: true };
    };
    const { url, shutdown } = await start({ watch: (health) => health.register({ name: 'slow', check }) });
    shutdown.step('files', () => order.push('files closed'));
    const ready = get(`${url}/health/ready`);
    while (waiting.length === 0) await new Promise(setImmediate);
    const stopped = shutdown.begin('SIGTERM');
    waiting[0]?.();
    expect((await ready).status).toBe(503);
    await stopped;
    expect(order).toEqual(['asked what answers need', 'files closed', 'exit']);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
