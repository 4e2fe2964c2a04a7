import { Logger } from 'nestjs-pino';
import { HealthChecks } from '../health/health-checks.js';
import { Metrics } from '../metrics/metrics.js';
import { authorization, type NotesApp, openNotesApp, TOKEN } from './testing/notes-app.js';

let notes: NotesApp;

beforeAll(async () => {
  notes = await openNotesApp();
});
afterAll(() => notes.close());
beforeEach(() => {
  notes.log.length = 0;
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
    const answer = await notes.json('POST', '/notes', body);
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
      const answer = await notes.json('POST', '/notes', '{"text":"x"}', { 'content-type': type });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it('a path that is not there is a 404', async () => {
    const answer = await notes.app.inject({ method: 'GET', url: '/nowhere', headers: { authorization } });
    expect(answer.json()).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: 'No route has this method and path. The routes are listed at /docs.',
    });
    expect((await notes.app.inject({ method: 'GET', url: '/%zz', headers: { authorization } })).statusCode).toBe(400);
  });

  it.each([
    ['problem', 409, 'other-content', 'The same id with other content'],
    ['store', 507, 'disk-full', 'The disk is full'],
    ['nest', 409, 'conflict', 'The request conflicts with what is there'],
    ['bug', 500, 'internal-error', 'Something went wrong on our side'],
    ['foreign', 500, 'internal-error', 'Something went wrong on our side'],
  ])('an error of kind %s is a %d', async (how, status, code, title) => {
    const answer = await notes.json('DELETE', '/notes', JSON.stringify({ how }), { 'x-request-id': 'r-2' });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code, title });
    expect(answer.body + notes.log.join('')).not.toContain('ada@');
    expect(answer.json<{ detail?: string }>().detail?.includes('r-2') ?? false).toBe(status === 500);
  });

  it('a failure of ours is logged with where it happened', async () => {
    await notes.json('DELETE', '/notes', '{"how":"bug"}', { 'x-request-id': 'r-3' });
    const entry = notes.log.find((line) => line.includes('frames'));
    expect(entry).toContain('TypeError');
    expect(entry).toContain('notes-app.ts');
    expect(entry).toContain('r-3');
  });
});

describe('bodies', () => {
  it('may be left out, and may be a stream longer than the limit of a JSON body', async () => {
    expect((await notes.json('POST', '/notes/raw', '')).json()).toEqual({ body: 'none' });
    expect(
      (await notes.json('POST', '/notes/raw', '[1]', { 'content-type': 'application/vnd.company+json; charset=utf-8' })).json(),
    ).toEqual({ body: [1] });
    const long = Buffer.alloc(3_000_000, 'x');
    expect((await notes.json('POST', '/notes/stream', long, { 'content-type': 'application/x-ndjson' })).json()).toEqual({
      bytes: 3_000_000,
    });
  });
});

describe('the log', () => {
  it('has a line per request, without query, headers or body', async () => {
    await notes.json('POST', '/notes?q=ada@example.org', '{"text":"Ada Byron"}', {
      'x-request-id': 'r-4',
      cookie: 'a=secret-cookie',
    });
    const lines = notes.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'request completed',
        req: { method: 'POST', path: '/notes' },
        res: { statusCode: 201 },
        principal: 'environment',
        responseTime: expect.any(Number),
      }),
    );
    expect(notes.log.join('')).toContain('r-4');
    for (const secret of ['ada@', 'Ada', TOKEN, 'secret-cookie']) expect(notes.log.join('')).not.toContain(secret);
  });

  it('has refused requests too, but not health checks', async () => {
    await notes.app.inject({ method: 'GET', url: '/notes' });
    await notes.app.inject({ method: 'GET', url: '/health/live' });
    expect(notes.log).toHaveLength(1);
    expect(notes.log[0]).toContain('"statusCode":401');
  });

  it('has where a logged error comes from, but not its message', () => {
    notes.app.get(Logger).error(new RangeError('ada@example.org'));
    expect(notes.log.join('')).toContain('RangeError');
    expect(notes.log.join('')).toContain('http-app.spec.ts');
    expect(notes.log.join('')).not.toContain('ada@');
  });

  it('does not take over a request id that is not sane', async () => {
    const answer = await notes.app.inject({ method: 'GET', url: '/notes/open', headers: { 'x-request-id': 'ada@example.org' } });
    expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('health and metrics', () => {
  it('is ready while every check is ok, and says what each found', async () => {
    const checks = notes.app.get(HealthChecks);
    checks.register({ name: 'views', check: () => ({ ok: true, lag: 3 }) });
    const ready = await notes.app.inject({ method: 'GET', url: '/health/ready' });
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready', checks: { views: { ok: true, lag: 3 } } }]);
    checks.register({
      name: 'store',
      check: () => Promise.reject(Object.assign(new Error('ada@example.org'), { code: 'damaged' })),
    });
    const broken = await notes.app.inject({ method: 'GET', url: '/health/ready' });
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
    const metrics = notes.app.get(Metrics);
    let lag = 1;
    metrics.gauge('view_lag_events', 'Events behind the ledger.', ['set'], () => [{ labels: { set: 'customers' }, value: lag }]);
    metrics.counter('touchpoints_recorded_total', 'Touchpoints recorded.', ['outcome'], () => [
      { labels: { outcome: 'accepted' }, value: lag },
      { labels: { outcome: 'refused' }, value: 0 },
    ]);
    lag = 7;
    await metrics.text();
    for (const url of ['/notes', '/secret-path']) await notes.app.inject({ method: 'GET', url, headers: { authorization } });
    const { body, headers } = await notes.app.inject({ method: 'GET', url: '/metrics', headers: { authorization } });
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
    const { headers } = await notes.app.inject({ method: 'GET', url: '/' });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toBeDefined();
  });
});
