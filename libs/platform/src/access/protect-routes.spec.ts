import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { accessFiles, openAccess } from './access.js';
import type { CredentialsThrottle } from './credentials-throttle.js';
import { protectRoutes } from './protect-routes.js';

const TOKEN = 'a-token-of-this-test-alone';
const ANOTHER_HALF_DAY = 13 * 3_600_000;

describe('whoever sends wrong credentials', () => {
  const keys = mkdtempSync(join(tmpdir(), 'protect-'));
  afterAll(() => rmSync(keys, { recursive: true }));

  /** A server that slows after `allowed` failures, and what it counted. */
  function slowedAfter(allowed: number) {
    const failures: string[] = [];
    const throttle: CredentialsThrottle = {
      mayTry: () => (failures.length < allowed ? undefined : 7),
      failed: (address) => void failures.push(address),
    };
    const stores = accessFiles(keys);
    const { access } = openAccess(keys, TOKEN, stores);
    const app = fastify();
    protectRoutes(app, access, { throttle });
    app.get('/', { config: { allow: ['agent'] } }, () => 'in');
    const ask = async (headers: Record<string, string>) => {
      const { statusCode, headers: answered } = await app.inject({ url: '/', headers });
      return [statusCode, answered['retry-after']];
    };
    const bearer = (token: string) => ask({ authorization: `Bearer ${token}` });
    return { failures, stores, access, ask, bearer };
  }

  it('is counted by address, slowed, and told for how long', async () => {
    const { failures, ask, bearer } = slowedAfter(2);
    expect(await bearer('wrong')).toEqual([401, undefined]);
    expect(await ask({ authorization: 'Basic eDp5' })).toEqual([401, undefined]);
    expect(failures).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(await bearer('wrong')).toEqual([429, '7']);
  });

  it('keeps nobody out who shares the address and has a right one', async () => {
    const { stores, bearer } = slowedAfter(1);
    const { token } = await stores.tokens.create({ name: 'New', kind: 'person', roles: ['agent'] });
    await bearer('wrong');
    expect(await bearer('wrong')).toEqual([429, '7']);
    for (const right of [token, TOKEN]) expect(await bearer(right)).toEqual([200, undefined]);
  });

  it('is not taken for one where nothing was sent, or a session that does not hold', async () => {
    const { failures, access, ask } = slowedAfter(1);
    const admin = await access.authenticate(TOKEN);
    const cookie = admin ? access.startSession(admin, Date.now() - ANOTHER_HALF_DAY) : '';
    expect(await ask({ cookie: `touchstone_session=${cookie}` })).toEqual([401, undefined]);
    expect(await ask({ cookie: 'touchstone_session=made.up.1.x' })).toEqual([401, undefined]);
    expect(await ask({})).toEqual([401, undefined]);
    expect(failures).toEqual([]);
  });
});
