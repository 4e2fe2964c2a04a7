import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdministratorToken, TokenFileError } from './administrator.js';

let keys: string;
beforeEach(() => {
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(keys, { recursive: true }));

describe("the administrator's token", () => {
  it('is made by the first start, for its owner alone, and kept', async () => {
    const first = openAdministratorToken(keys);
    const token = readFileSync(join(keys, 'token'), 'utf8').trim();
    expect(first).toMatchObject({ made: token, path: join(keys, 'token') });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(statSync(join(keys, 'token')).mode & 0o777).toBe(0o600);
    const second = openAdministratorToken(keys);
    expect(second.made).toBeUndefined();
    expect(await second.authenticator.authenticate(token)).toMatchObject({ id: 'administrator', roles: ['admin'] });
    expect(second.sessionKey).toEqual(first.sessionKey);
  });

  it('is the one of the environment where there is one, and that one only', async () => {
    const { authenticator, path } = openAdministratorToken(keys, 'a-token-that-somebody-fixed');
    expect(path).toBeUndefined();
    expect(await authenticator.authenticate('a-token-that-somebody-fixed')).toMatchObject({
      id: 'environment',
      roles: ['admin'],
    });
    expect(await authenticator.authenticate('a-token-that-somebody-else-fixed')).toBeUndefined();
    expect(await authenticator.authenticate('')).toBeUndefined();
    expect([...(await authenticator.find(['administrator', 'environment'])).keys()]).toEqual(['environment']);
    expect(await authenticator.namesOf(['administrator', 'nobody'])).toEqual(new Map([['administrator', 'Administrator']]));
  });

  it.each(['', 'short', `${'x'.repeat(30)} with a space`, 'a'.repeat(24), 'abcdefgh'.repeat(4)])(
    'is not read from a file that holds %j',
    (content) => {
      writeFileSync(join(keys, 'token'), content);
      expect(() => openAdministratorToken(keys)).toThrow(TokenFileError);
    },
  );
});
