import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Access, type AccessStores, accessFiles, openAccess } from './access.js';
import type { Principal } from './principal.js';
import { SESSION_SECONDS } from './sessions.js';

const FIXED = 'a-token-that-somebody-fixed';
const NOW = 1000 * Math.floor(Date.now() / 1000);

let keys: string;
let stores: AccessStores;
let access: Access;
let jane: Principal;
let id: string;
beforeEach(async () => {
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
  stores = accessFiles(keys);
  access = openAccess(keys, FIXED, stores).access;
  const { token, kept } = await stores.tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
  const known = await access.authenticate(token);
  if (!known) throw new Error('Jane is not known');
  [jane, id] = [known, kept.id];
});
afterEach(() => rmSync(keys, { recursive: true }));

describe('who comes in', () => {
  it('is known by a named token until that is revoked, and by name afterwards too', async () => {
    expect(jane).toEqual({ id, name: 'Jane', kind: 'person', roles: ['agent'] });
    const { token, kept } = await stores.tokens.create({ name: 'CRM', kind: 'service', roles: ['service'] });
    expect(await access.authenticate(token)).toMatchObject({ name: 'CRM', kind: 'service' });
    expect(await access.authenticate(FIXED)).toMatchObject({ id: 'environment' });
    expect(await access.authenticate(`touchstone_${'x'.repeat(43)}`)).toBeUndefined();
    await stores.tokens.revoke(kept.id);
    expect(await access.authenticate(token)).toBeUndefined();
    expect(await access.namesOf([kept.id, 'environment', 'nobody'])).toEqual(
      new Map([
        [kept.id, 'CRM'],
        ['environment', 'Environment'],
      ]),
    );
  });
});

describe('a session', () => {
  it('holds for twelve hours', async () => {
    const cookie = access.startSession(jane, NOW);
    expect(await access.checkSession(cookie, NOW)).toEqual(jane);
    expect(await access.checkSession(cookie, NOW + SESSION_SECONDS * 1000 - 1)).toEqual(jane);
    expect(await access.checkSession(cookie, NOW + SESSION_SECONDS * 1000)).toBe('over');
  });

  it('ends when somebody signs out, for good, and no other with it', async () => {
    const [cookie, other] = [access.startSession(jane, NOW), access.startSession(jane, NOW)];
    await access.endSession(cookie);
    expect(await access.checkSession(cookie, NOW)).toBe('over');
    expect(await access.checkSession(other, NOW)).toEqual(jane);
    const restarted = openAccess(keys, FIXED, accessFiles(keys)).access;
    expect(await restarted.checkSession(cookie, NOW)).toBe('over');
    expect(await restarted.checkSession(other, NOW)).toEqual(jane);
  });

  it('ends when the token is revoked that it began with', async () => {
    const cookie = access.startSession(jane, NOW);
    await stores.tokens.revoke(id);
    expect(await access.checkSession(cookie, NOW)).toBe('over');
  });

  it('cannot be prolonged, given to somebody else, made up, or carried over to another installation', async () => {
    const cookie = access.startSession(jane, NOW);
    const [session = '', principal = '', expires = '', signature = ''] = cookie.split('.');
    const forged = [
      [session, principal, Number(expires) + 1, signature],
      [session, 'environment', expires, signature],
      ['0'.repeat(32), principal, expires, signature],
      [session, principal, expires, ''],
      [session, principal, expires],
      [session, principal, expires, 'AAAA'],
      [principal, expires, signature],
      [''],
    ].map((parts) => parts.join('.'));
    for (const made of forged) expect(await access.checkSession(made, NOW)).toBeUndefined();
    const elsewhere = openAccess(keys, 'a-token-of-another-installation', stores).access;
    expect(await elsewhere.checkSession(cookie, NOW)).toBeUndefined();
  });
});
