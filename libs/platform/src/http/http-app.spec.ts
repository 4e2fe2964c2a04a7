import { Body, ConflictException, Controller, Delete, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import { Logger } from 'nestjs-pino';
import { AccessToken } from '../access/access-token.js';
import { Open } from '../access/protect-routes.js';
import { RequestMetadata } from '../access/request-metadata.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { HealthChecks } from '../health/health-checks.js';
import { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { ProblemError } from '../problems/problem-error.js';
import { httpAdapter, prepareHttpApp } from './http-app.js';

class Note {
  @IsString()
  text: string;
}

const FAILURES: Readonly<Record<string, () => Error>> = {
  problem: () =>
    new ProblemError(409, 'other-content', 'The same id with other content', { errors: [{ field: 'text', problem: 'differs' }] }),
  store: () => Object.assign(new Error('The disk is full; nothing was recorded.'), { code: 'disk-full' }),
  nest: () => new ConflictException('ada@example.org is there already'),
  bug: () => new TypeError('cannot read ada@example.org'),
  foreign: () => Object.assign(new Error('upstream said 404 for ada@example.org'), { statusCode: 404 }),
};

let bodiesRead = 0;

@Controller('notes')
class NotesController {
  @Get()
  list() {
    return [];
  }

  @Post()
  write(@Body() note: Note, @RequestMetadata() metadata: object) {
    return { text: note.text, metadata };
  }

  @Post('raw')
  raw(@Body() body: unknown) {
    bodiesRead++;
    return { body: body ?? 'none' };
  }

  @Post('stream')
  async stream(@Body() lines: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of lines) bytes += chunk.length;
    return { bytes };
  }

  @Delete()
  fail(@Body() body: { how: string }) {
    throw FAILURES[body.how]?.() ?? new Error('unknown');
  }

  @Get('open')
  @Open()
  open() {
    return 'open';
  }
}

const TOKEN = 'a-token-of-this-test-alone';
const authorization = `Bearer ${TOKEN}`;
const log: string[] = [];
let app: NestFastifyApplication;
let now = Date.now();
/** Each has an address of its own, so that wrong tokens of one test do not slow another. */
let clients = 0;

beforeAll(async () => {
  const configuration = loadConfiguration({ TOUCHSTONE_PUBLIC_URL: 'https://touchstone.example.org' });
  const platform = PlatformModule.forRoot({
    configuration,
    access: new AccessToken(TOKEN),
    problems: { 'disk-full': { status: 507, title: 'The disk is full' } },
    logTo: { write: (line: string) => void log.push(line) },
  });

  @Module({ imports: [platform], controllers: [NotesController] })
  class AppModule {}

  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(httpAdapter(), { bodyParser: false });
  app.useLogger(app.get(Logger));
  await prepareHttpApp(app, { now: () => now });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/', { config: { open: true } }, (_request, reply) => reply.send('the page'));
  fastify.get('/some', { config: { open: ({ headers }) => headers.accept === 'text/html' } }, (_request, reply) =>
    reply.send('a page'),
  );
  fastify.get('/plugin', (_request, reply) => reply.send('a route of a plugin'));
  await app.init();
  await fastify.ready();
});
afterAll(() => app.close());
beforeEach(() => {
  log.length = 0;
  now = Date.now();
});

const json = (method: 'POST' | 'DELETE', url: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  app.inject({ method, url, payload: body, headers: { authorization, 'content-type': 'application/json', ...headers } });

describe('access', () => {
  it.each([
    ['GET', '/notes'],
    ['POST', '/notes'],
    ['GET', '/metrics'],
    ['GET', '/plugin'],
    ['GET', '/some'],
    ['GET', '/nowhere'],
    ['POST', '/'],
    ['POST', '/api/v1/session'],
  ] as const)('%s %s wants a token', async (method, url) => {
    const remoteAddress = `192.0.2.${++clients}`;
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'Basic eDp5' },
      { cookie: 'touchstone_session=1.x' },
    ]) {
      const answer = await app.inject({ method, url, headers, remoteAddress });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([401, 'application/problem+json; charset=utf-8']);
      expect(answer.headers['www-authenticate']).toContain('Bearer realm="touchstone"');
      expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
    }
  });

  it('is refused before the body is read', async () => {
    bodiesRead = 0;
    const answer = await json('POST', '/notes/raw', '{"broken', { authorization: 'Bearer wrong' });
    expect([answer.statusCode, bodiesRead]).toEqual([401, 0]);
  });

  it.each(['/notes/open', '/', '/?x=1', '/health/live', '/health/ready'])('%s is open', async (url) => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200);
  });

  it('opens a route for the requests that it says', async () => {
    const answer = await app.inject({ method: 'GET', url: '/some', headers: { accept: 'text/html' } });
    expect([answer.statusCode, answer.body]).toEqual([200, 'a page']);
  });

  it.each(['/notes', '/plugin', '/metrics'])('%s opens with the token', async (url) => {
    const answer = await app.inject({ method: 'GET', url, headers: { authorization } });
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  });

  it('by session may look, but not change anything, until it ends', async () => {
    const begun = await app.inject({ method: 'POST', url: '/api/v1/session', headers: { authorization } });
    expect(begun.statusCode).toBe(204);
    const [cookie] = begun.cookies;
    expect(cookie).toMatchObject({
      name: 'touchstone_session',
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure: true,
      maxAge: 43_200,
    });
    const cookies = { touchstone_session: cookie?.value ?? '' };
    expect((await app.inject({ method: 'GET', url: '/notes', cookies })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url: '/notes', cookies, payload: { text: 'x' } })).statusCode).toBe(401);
    now += 13 * 3_600_000;
    expect((await app.inject({ method: 'GET', url: '/notes', cookies })).statusCode).toBe(401);
    const ended = await app.inject({ method: 'DELETE', url: '/api/v1/session' });
    expect(ended.cookies[0]).toMatchObject({ name: 'touchstone_session', value: '' });
  });

  it('tells the handler who acts and in which request', async () => {
    const answer = await json('POST', '/notes', '{"text":"x"}', { 'x-touchstone-actor': 'jane', 'x-request-id': 'r-1' });
    expect(answer.json()).toEqual({ text: 'x', metadata: { actor: 'jane', correlationId: 'r-1' } });
    expect(answer.headers['x-request-id']).toBe('r-1');
    expect((await json('POST', '/notes', '{"text":"x"}')).json()).toMatchObject({ metadata: { actor: 'token' } });
    const refused = await json('POST', '/notes', '{"text":"x"}', { 'x-touchstone-actor': 'j'.repeat(101) });
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([400, 'invalid-actor']);
  });
});

describe('problems', () => {
  it.each([
    ['malformed-json', 400, '{"text":"x"'],
    ['duplicate-key', 400, '{"text":"x","text":"y"}'],
    ['forbidden-key', 400, '{"__proto__":{"text":"x"}}'],
    ['forbidden-character', 400, '{"text":"\\u0000"}'],
    ['not-utf-8', 400, Buffer.from([0x22, 0xff, 0x22])],
    ['invalid', 400, '{"text":5}'],
    ['invalid', 400, '{"text":"x","tex":1}'],
    ['invalid', 400, '[]'],
    ['invalid', 400, ''],
    ['too-large', 413, JSON.stringify({ text: 'x'.repeat(2_000_000) })],
  ])('a body with %s is a %d', async (code, status, body) => {
    const answer = await json('POST', '/notes', body);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(answer.json()).toMatchObject({
      type: `urn:touchstone:problem:${code}`,
      status,
      code,
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
    'content type %s is a 415',
    async (type) => {
      const answer = await json('POST', '/notes', '{"text":"x"}', { 'content-type': type });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it('a path that is not there is a 404', async () => {
    const answer = await app.inject({ method: 'GET', url: '/nowhere', headers: { authorization } });
    expect(answer.json()).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: 'No route has this method and path. The routes are listed at /docs.',
    });
    expect((await app.inject({ method: 'GET', url: '/%zz', headers: { authorization } })).statusCode).toBe(400);
  });

  it.each([
    ['problem', 409, 'other-content', 'The same id with other content'],
    ['store', 507, 'disk-full', 'The disk is full'],
    ['nest', 409, 'conflict', 'The request conflicts with what is there'],
    ['bug', 500, 'internal-error', 'Something went wrong on our side'],
    ['foreign', 500, 'internal-error', 'Something went wrong on our side'],
  ])('an error of kind %s is a %d', async (how, status, code, title) => {
    const answer = await json('DELETE', '/notes', JSON.stringify({ how }), { 'x-request-id': 'r-2' });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code, title });
    expect(answer.body + log.join('')).not.toContain('ada@');
    expect(answer.json<{ detail?: string }>().detail?.includes('r-2') ?? false).toBe(status === 500);
  });

  it('a failure of ours is logged with where it happened', async () => {
    await json('DELETE', '/notes', '{"how":"bug"}', { 'x-request-id': 'r-3' });
    const entry = log.find((line) => line.includes('frames'));
    expect(entry).toContain('TypeError');
    expect(entry).toContain('http-app.spec.ts');
    expect(entry).toContain('r-3');
  });
});

describe('bodies', () => {
  it('may be left out, and may be a stream longer than the limit of a JSON body', async () => {
    expect((await json('POST', '/notes/raw', '')).json()).toEqual({ body: 'none' });
    expect(
      (await json('POST', '/notes/raw', '[1]', { 'content-type': 'application/vnd.company+json; charset=utf-8' })).json(),
    ).toEqual({ body: [1] });
    const long = Buffer.alloc(3_000_000, 'x');
    expect((await json('POST', '/notes/stream', long, { 'content-type': 'application/x-ndjson' })).json()).toEqual({
      bytes: 3_000_000,
    });
  });
});

describe('the log', () => {
  it('has a line per request, without query, headers or body', async () => {
    await json('POST', '/notes?q=ada@example.org', '{"text":"Ada Byron"}', { 'x-request-id': 'r-4', cookie: 'a=secret-cookie' });
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'request completed',
        req: { method: 'POST', path: '/notes' },
        res: { statusCode: 201 },
        responseTime: expect.any(Number),
      }),
    );
    expect(log.join('')).toContain('r-4');
    for (const secret of ['ada@', 'Ada', TOKEN, 'secret-cookie']) expect(log.join('')).not.toContain(secret);
  });

  it('has refused requests too, but not health checks', async () => {
    await app.inject({ method: 'GET', url: '/notes' });
    await app.inject({ method: 'GET', url: '/health/live' });
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('"statusCode":401');
  });

  it('has where a logged error comes from, but not its message', () => {
    app.get(Logger).error(new RangeError('ada@example.org'));
    expect(log.join('')).toContain('RangeError');
    expect(log.join('')).toContain('http-app.spec.ts');
    expect(log.join('')).not.toContain('ada@');
  });

  it('does not take over a request id that is not sane', async () => {
    const answer = await app.inject({ method: 'GET', url: '/notes/open', headers: { 'x-request-id': 'ada@example.org' } });
    expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('health and metrics', () => {
  it('is ready while every check is ok, and says what each found', async () => {
    const checks = app.get(HealthChecks);
    checks.register({ name: 'views', check: () => ({ ok: true, lag: 3 }) });
    const ready = await app.inject({ method: 'GET', url: '/health/ready' });
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready', checks: { views: { ok: true, lag: 3 } } }]);
    checks.register({
      name: 'store',
      check: () => Promise.reject(Object.assign(new Error('ada@example.org'), { code: 'damaged' })),
    });
    const broken = await app.inject({ method: 'GET', url: '/health/ready' });
    expect([broken.statusCode, broken.json()]).toEqual([
      503,
      { status: 'not-ready', checks: { views: { ok: true, lag: 3 }, store: { ok: false, problem: 'damaged' } } },
    ]);
  });

  it('does not wait for a check that hangs, and is not ready while stopping', async () => {
    const checks = new HealthChecks(10);
    checks.register({ name: 'hangs', check: () => new Promise(() => undefined) });
    expect(await checks.run()).toMatchObject({ status: 'not-ready', checks: { hangs: { ok: false } } });
    const stopping = new HealthChecks();
    stopping.stop();
    expect((await stopping.run()).status).toBe('not-ready');
  });

  it('counts requests by the pattern of their route, and reads gauges and counts when asked', async () => {
    const metrics = app.get(Metrics);
    let lag = 1;
    metrics.gauge('view_lag_events', 'Events behind the ledger.', ['set'], () => [{ labels: { set: 'customers' }, value: lag }]);
    metrics.counter('touchpoints_recorded_total', 'Touchpoints recorded.', ['outcome'], () => [
      { labels: { outcome: 'accepted' }, value: lag },
      { labels: { outcome: 'refused' }, value: 0 },
    ]);
    lag = 7;
    await metrics.text();
    await app.inject({ method: 'GET', url: '/secret-path', headers: { authorization } });
    const { body, headers } = await app.inject({ method: 'GET', url: '/metrics', headers: { authorization } });
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('view_lag_events{set="customers"} 7');
    expect(body).toContain('# TYPE touchpoints_recorded_total counter');
    expect(body).toContain('touchpoints_recorded_total{outcome="accepted"} 7');
    expect(body).toContain('touchpoints_recorded_total{outcome="refused"} 0');
    expect(body).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/notes",status="200"\} \d+/);
    expect(body).toContain('route="unknown",status="404"');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).not.toContain('secret-path');
  });
});

describe('security headers', () => {
  it('are on every answer', async () => {
    const { headers } = await app.inject({ method: 'GET', url: '/' });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toBeDefined();
  });
});
