import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessToken, openAccessToken, SESSION_SECONDS, TokenFileError } from './access-token.js';

let keys: string;
beforeEach(() => {
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(keys, { recursive: true }));

describe('the access token', () => {
  it('is made by the first start, for its owner alone, and kept', () => {
    const first = openAccessToken(keys);
    const token = readFileSync(join(keys, 'token'), 'utf8').trim();
    expect(first.made).toBe(true);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(statSync(join(keys, 'token')).mode & 0o777).toBe(0o600);
    const second = openAccessToken(keys);
    expect(second.made).toBe(false);
    expect(second.access.matches(token)).toBe(true);
    expect(second.access.signInLink('http://127.0.0.1:4180/')).toBe(`http://127.0.0.1:4180/#token=${token}`);
  });

  it('is the fixed one where there is one, and that one only', () => {
    const { access } = openAccessToken(keys, 'a-token-that-somebody-fixed');
    expect(access.matches('a-token-that-somebody-fixed')).toBe(true);
    expect(access.matches('a-token-that-somebody-else-fixed')).toBe(false);
    expect(access.matches('')).toBe(false);
  });

  it.each(['', 'short', `${'x'.repeat(30)} with a space`])('is not read from a file that holds %j', (content) => {
    writeFileSync(join(keys, 'token'), content);
    expect(() => openAccessToken(keys)).toThrow(TokenFileError);
  });
});

describe('a session', () => {
  const access = new AccessToken('x'.repeat(24));
  const now = Date.parse('2026-11-21T12:00:00Z');

  it('holds for twelve hours', () => {
    const session = access.startSession(now);
    expect(access.isSession(session, now)).toBe(true);
    expect(access.isSession(session, now + SESSION_SECONDS * 1000 - 1)).toBe(true);
    expect(access.isSession(session, now + SESSION_SECONDS * 1000)).toBe(false);
  });

  it('cannot be prolonged, made up, or carried over to another token', () => {
    const [expires = '', signature = ''] = access.startSession(now).split('.');
    expect(access.isSession(`${Number(expires) + 1}.${signature}`, now)).toBe(false);
    for (const made of ['', '.', `${expires}.`, expires, `${expires}.AAAA`, `9e99.${signature}`])
      expect(access.isSession(made, now)).toBe(false);
    expect(new AccessToken('y'.repeat(24)).isSession(`${expires}.${signature}`, now)).toBe(false);
  });
});
