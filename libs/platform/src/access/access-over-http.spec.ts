import { httpAdapter } from '../http/http-app.js';
import { authorization, type NotesApp, openNotesApp } from '../http/testing/notes-app.js';
import { Access } from './access.js';
import { protectRoutes, UndeclaredRouteError } from './protect-routes.js';

let notes: NotesApp;
let now = Date.now();
/** Each has an address of its own, so that wrong tokens of one test do not slow another. */
let clients = 0;

beforeAll(async () => {
  notes = await openNotesApp(() => now);
});
afterAll(() => notes.close());
beforeEach(() => {
  now = Date.now();
});

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
      const answer = await notes.app.inject({ method, url, headers, remoteAddress });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([401, 'application/problem+json; charset=utf-8']);
      expect(answer.headers['www-authenticate']).toContain('Bearer realm="touchstone"');
      expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
    }
  });

  it('is refused before the body is read', async () => {
    const before = notes.bodiesRead();
    const answer = await notes.json('POST', '/notes/raw', '{"broken', { authorization: 'Bearer wrong' });
    expect([answer.statusCode, notes.bodiesRead()]).toEqual([401, before]);
  });

  it.each(['/notes/open', '/', '/?x=1', '/health/live', '/health/ready'])('%s is open', async (url) => {
    expect((await notes.app.inject({ method: 'GET', url })).statusCode).toBe(200);
  });

  it('opens a route for the requests that it says', async () => {
    const answer = await notes.app.inject({ method: 'GET', url: '/some', headers: { accept: 'text/html' } });
    expect([answer.statusCode, answer.body]).toEqual([200, 'a page']);
  });

  it.each(['/notes', '/plugin', '/metrics'])('%s opens with the token', async (url) => {
    const answer = await notes.app.inject({ method: 'GET', url, headers: { authorization } });
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  });

  it('by session may look, but not change anything, until it ends', async () => {
    const begun = await notes.app.inject({ method: 'POST', url: '/api/v1/session', headers: { authorization } });
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
    expect((await notes.app.inject({ method: 'GET', url: '/notes', cookies })).statusCode).toBe(200);
    expect((await notes.app.inject({ method: 'POST', url: '/notes', cookies, payload: { text: 'x' } })).statusCode).toBe(401);
    now += 13 * 3_600_000;
    expect((await notes.app.inject({ method: 'GET', url: '/notes', cookies })).statusCode).toBe(401);
    const ended = await notes.app.inject({ method: 'DELETE', url: '/api/v1/session' });
    expect(ended.cookies[0]).toMatchObject({ name: 'touchstone_session', value: '' });
  });

  it('tells the handler who acts and in which request', async () => {
    const answer = await notes.json('POST', '/notes', '{"text":"x"}', { 'x-touchstone-actor': 'jane', 'x-request-id': 'r-1' });
    const principal = { id: 'environment', kind: 'service' };
    expect(answer.json()).toEqual({ text: 'x', metadata: { principal, correlationId: 'r-1' } });
    expect(answer.headers['x-request-id']).toBe('r-1');
  });

  it('is declared by every route, or the route is not served', () => {
    const fastify = httpAdapter().getInstance();
    protectRoutes(fastify, notes.app.get(Access));
    expect(() => fastify.get('/forgotten', () => 'anybody')).toThrow(UndeclaredRouteError);
  });
});
