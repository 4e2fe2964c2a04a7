import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessFiles, type OpenedAccess, openAccess, type Role, ROLES } from '#platform';
import { accessOf, type DeclaredRoute } from '#platform/http';
import { openProgram, PROGRAMS } from './programs.js';

const FIXED = 'a-token-of-the-environment-of-this-test';
const HALF_A_DAY_MS = 12 * 3_600_000;
const ANY_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const READS = new Set(['GET', 'HEAD']);

type Headers = Readonly<Record<string, string>>;
interface Credentials {
  readonly headers: Headers;
  /** Opens reads. */
  readonly forWrites?: boolean;
}

let keys: string;
let opened: OpenedAccess;
/** What nobody may come in with. */
const wrong = new Map<string, Credentials>();
const tokens = new Map<Role, string>();

beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'routes-'));
  const stores = accessFiles(keys);
  opened = openAccess(keys, FIXED, stores);
  for (const role of ROLES) tokens.set(role, (await stores.tokens.create({ name: role, kind: 'person', roles: [role] })).token);
  const gone = await stores.tokens.create({ name: 'gone', kind: 'person', roles: ['admin'] });
  const left = await opened.access.authenticate(gone.token);
  const admin = await opened.access.authenticate(tokens.get('admin') ?? '');
  if (!left || !admin) throw new Error('The tokens are not known');
  const { access } = opened;
  const session = (cookie: string): Headers => ({ cookie: `other=1; touchstone_session=${cookie}` });
  const ended = access.startSession(admin, Date.now());
  await access.endSession(ended);
  const sessionOfRevoked = access.startSession(left, Date.now());
  await stores.tokens.revoke(gone.kept.id);
  const good = access.startSession(admin, Date.now());
  const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` });
  for (const [name, headers] of Object.entries<Headers>({
    'no credentials': {},
    'another scheme': { authorization: `Basic ${Buffer.from(`admin:${FIXED}`).toString('base64')}` },
    'an empty token': { authorization: 'Bearer ' },
    'two tokens': bearer(`${FIXED} ${FIXED}`),
    'a token in the address': {},
    'a wrong token': bearer('a-token-of-nobody-at-all'),
    'a wrong named token': bearer(`touchstone_${'x'.repeat(43)}`),
    'a revoked token': bearer(gone.token),
    'a wrong token beside a session': { ...bearer('a-token-of-nobody-at-all'), ...session(good) },
    'a session that was made up': session(`${good.slice(0, -4)}AAAA`),
    'a session that is too old': session(access.startSession(admin, Date.now() - HALF_A_DAY_MS - 1000)),
    'a session that was ended': session(ended),
    'a session of a revoked token': session(sessionOfRevoked),
  }))
    wrong.set(name, { headers });
  wrong.set('a session that goes on, for a write', { headers: session(good), forWrites: true });
});
afterAll(() => rmSync(keys, { recursive: true }));

describe.each(Object.keys(PROGRAMS))('the program %s', (name) => {
  const routes: DeclaredRoute[] = [];
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await openProgram(name, opened, (route) => routes.push(route));
  });
  afterAll(() => app.close());

  const protectedRoutes = () => routes.filter(({ open }) => open !== true);

  async function send({ method, url }: DeclaredRoute, headers: Headers, query = '') {
    const path = url.replaceAll(/:\w+/g, ANY_ID).replace('*', 'nowhere') + query;
    return app.inject({ method: method as 'GET', url: path, headers: { accept: 'application/json', ...headers } });
  }

  it('declares who may use each handler', () => {
    const scanner = new MetadataScanner();
    const handlers = app
      .get(DiscoveryService)
      .getControllers()
      .flatMap(({ metatype }) => {
        const prototype = metatype?.prototype as Record<string, object>;
        return scanner
          .getAllMethodNames(prototype)
          .map((method) => ({ name: `${metatype?.name}.${method}`, handler: prototype[method] }));
      })
      .filter(({ handler }) => handler && Reflect.hasMetadata(METHOD_METADATA, handler));
    expect(handlers.length).toBeGreaterThanOrEqual(6);
    for (const { handler } of handlers)
      expect(RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler ?? {}) as number]).toBeDefined();
    expect(handlers.filter(({ handler }) => !handler || !accessOf(handler)).map((each) => each.name)).toEqual([]);
  });

  it('refuses every route to whoever brings no right credentials', async () => {
    let refused = 0;
    for (const route of protectedRoutes()) {
      for (const [kind, { headers, forWrites }] of wrong) {
        if (forWrites && READS.has(route.method)) continue;
        const query = kind === 'a token in the address' ? `?token=${FIXED}&access_token=${FIXED}` : '';
        const answer = await send(route, headers, query);
        expect([route.method, route.url, kind, answer.statusCode]).toEqual([route.method, route.url, kind, 401]);
        expect(answer.headers['www-authenticate']).toContain('Bearer realm="touchstone"');
        refused++;
      }
    }
    process.stdout.write(`${name}: ${protectedRoutes().length} routes, ${refused} refusals of wrong credentials\n`);
    expect(refused).toBeGreaterThanOrEqual(protectedRoutes().length * 13);
  });

  it('opens every route to the roles that it names and to administrators, and tells others who may', async () => {
    let tried = 0;
    for (const route of protectedRoutes()) {
      const allowed: readonly Role[] = [...(route.allow ?? []), 'admin'];
      for (const [role, token] of tokens) {
        const { statusCode, body } = await send(route, { authorization: `Bearer ${token}` });
        const isRefused = statusCode === 401 || statusCode === 403;
        const expected = allowed.includes(role) ? 'in' : 403;
        expect([route.method, route.url, role, isRefused ? statusCode : 'in']).toEqual([route.method, route.url, role, expected]);
        // The answer to HEAD has no body.
        const told = isRefused && route.method !== 'HEAD' ? (JSON.parse(body) as { code: string; detail: string }) : undefined;
        const named = told ? ROLES.filter((each) => new RegExp(`This is for[^.]*\\b${each}\\b`).test(told.detail)) : allowed;
        expect(new Set(named)).toEqual(new Set(allowed));
        expect(told?.code ?? 'not-allowed').toBe('not-allowed');
        tried++;
      }
    }
    process.stdout.write(`${name}: ${tried} combinations of route and role\n`);
  });

  it('tells whoever is known that there is nothing at an unknown path, and nobody else', async () => {
    const unknown = { method: 'POST', url: '/nowhere/at/all' };
    expect((await send(unknown, {})).statusCode).toBe(401);
    for (const token of tokens.values()) expect((await send(unknown, { authorization: `Bearer ${token}` })).statusCode).toBe(404);
  });

  it('opens to everybody health, signing out and the files of the page, and nothing else', () => {
    const open = new Set(routes.filter((route) => route.open === true).map(({ url }) => url));
    for (const url of open) expect(['/health/live', '/health/ready', '/api/v1/session', '/assets/:file']).toContain(url);
    const forBrowsers = routes.filter((route) => typeof route.open === 'function');
    expect(forBrowsers.filter(({ url }) => url.startsWith('/api/'))).toEqual([]);
  });
});
