import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEvent } from '../contract/opened-store.js';
import { InvalidEventStoreDbUrlError, openEventStoreDb } from './open-eventstoredb.js';
import { readServerAddress } from './server-address.js';
import { startEventStoreStub, type Stub } from './testing/stub-server.js';

const PASSWORD = 'p%40ss%3Aword';
const openssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

(openssl ? describe : describe.skip)(`a server with TLS${openssl ? '' : ' (needs openssl)'}`, () => {
  let folder: string;
  let authority: string;
  let stub: Stub;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'touchstone-tls-'));
    authority = join(folder, 'ca.pem');
    const key = join(folder, 'key.pem');
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=127.0.0.1',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
      ].concat(['-keyout', key, '-out', authority]),
      { stdio: 'ignore' },
    );
    const tls = { key: readFileSync(key), certificate: readFileSync(authority) };
    stub = await startEventStoreStub({ tls, credentials: 'ops:p@ss:word' });
  });

  afterAll(async () => {
    await stub.stop();
    rmSync(folder, { recursive: true });
  });

  async function outcome(url: string): Promise<unknown> {
    const store = openEventStoreDb({ url, appendPatience: 100, silence: 2000 });
    const result: unknown = await store.append('a', [anEvent()], 'any').catch((error: unknown) => error);
    await store.close();
    return result;
  }

  it('takes user and password from the connection string, over a certificate that its authority vouches for', async () => {
    expect(await outcome(`esdb://ops:${PASSWORD}@127.0.0.1:${stub.port}?tlsCAFile=${authority}`)).toMatchObject({ revision: 0 });
  });

  it('refuses a wrong password, which is said without it', async () => {
    const error = await outcome(`esdb://ops:secret@127.0.0.1:${stub.port}?tlsCAFile=${authority}`);
    expect(error).toMatchObject({ code: 'access-denied' });
    expect(String(error)).not.toContain('secret');
  });

  it('is not trusted without its authority, and the message says how', async () => {
    const error = await outcome(`esdb://ops:${PASSWORD}@127.0.0.1:${stub.port}`);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(String(error)).toContain('tlsCAFile');
  });
});

describe('an address', () => {
  it.each([
    'http://127.0.0.1:2113',
    'esdb://',
    'esdb://user@host:2113',
    'esdb://us:er:pass@host:2113',
    'esdb://user:p%zz@host:2113',
    'esdb://host:2113?tls',
    'esdb://host:2113?password=secret',
    'esdb://host:2113?throwOnAppendFailure=false',
    'esdb://user:secret@host:2113?tlsVerifyCert=false',
    'esdb://user:secret@a:2113,b:2113?nodePreference=follower',
    'esdb://user:secret@10.0.0.1:2113?tls=false',
    'esdb://user:secret@127.0.0.1:2113,db.example:2113?tls=false',
    'esdb://host:2113?tlsCAFile=/nowhere/ca.pem',
    'esdb://host:2113?keepAliveInterval=often',
  ])('%s is refused without repeating it', (url) => {
    const error = ((): unknown => {
      try {
        return openEventStoreDb({ url });
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(InvalidEventStoreDbUrlError);
    expect(String(error)).not.toContain('secret');
  });

  it.each([
    'esdb://127.0.0.1?tls=false',
    'esdb+discover://user:pass@cluster.example:2113',
    'kurrentdb://user:pass@a:2113,b:2113/',
    'esdb://user:pass@a:2113,b:2113?nodePreference=Leader',
  ])('%s is taken', async (url) => {
    await expect(openEventStoreDb({ url }).close()).resolves.toBeUndefined();
  });

  it('says how long a node may take to name the leader, or two seconds', () => {
    const { url } = readServerAddress('esdb://a:2113,b:2113', false);
    expect(url).toBe('esdb://a:2113,b:2113?gossipTimeout=2');
    const given = 'esdb://a:2113,b:2113?gossipTimeout=7';
    expect(readServerAddress(given, false).url).toBe(given);
  });

  it('in clear to another machine is taken when that is expressly allowed; that no password is sent is said', async () => {
    const warnings: string[] = [];
    const log = { warn: (_: object, message: string) => void warnings.push(message) };
    await openEventStoreDb({ url: 'esdb://user:secret@10.0.0.1:2113?tls=false', allowInsecure: true, log }).close();

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('not encrypted');
    expect(warnings[0]).not.toContain('secret');
  });
});
