import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfiguration } from './load-configuration.js';
import { SETTINGS } from './settings.js';

const STRONG = 'Xq3-v9Lw_72bKsTz81Hd0aPe';
const FILES = [{ name: 'TOUCHSTONE_KINDS', meaning: 'A file.' }];

function mistakes(environment: Record<string, string>) {
  try {
    loadConfiguration(environment, { files: FILES, workingFolder: '/srv' });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the configuration', () => {
  it('has a default for everything that is needed', () => {
    expect(loadConfiguration({ PATH: '/bin' }, { workingFolder: '/srv' })).toEqual({
      host: '127.0.0.1',
      port: 4180,
      data: '/srv/data',
      keys: '/srv/data.keys',
      region: 'GB',
      log: 'info',
      lookUpSeconds: 15,
      hosts: [],
      proxies: [],
      connections: 2000,
      files: {},
    });
  });

  it('is told by the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
    const file = join(folder, 'kinds.yaml');
    writeFileSync(file, '');
    const told = {
      HOST: '0.0.0.0',
      PORT: '0',
      TOUCHSTONE_DATA: '/var/ledger',
      TOUCHSTONE_TOKEN: STRONG,
      TOUCHSTONE_REGION: 'DE',
      TOUCHSTONE_KINDS: file,
      TOUCHSTONE_LOG: 'warn',
      TOUCHSTONE_LOOK_UP_SECONDS: '30',
      TOUCHSTONE_PUBLIC_URL: 'https://touchstone.example.org',
      TOUCHSTONE_HOSTS: 'touchstone, touchstone.internal',
      TOUCHSTONE_PROXIES: '10.0.0.7,10.1.0.0/16,loopback',
      TOUCHSTONE_CONNECTIONS: '500',
    };
    expect(loadConfiguration(told, { files: FILES })).toEqual({
      host: '0.0.0.0',
      port: 0,
      data: '/var/ledger',
      keys: '/var/ledger.keys',
      token: STRONG,
      region: 'DE',
      log: 'warn',
      lookUpSeconds: 30,
      publicUrl: 'https://touchstone.example.org',
      hosts: ['touchstone', 'touchstone.internal'],
      proxies: ['10.0.0.7', '10.1.0.0/16', 'loopback'],
      connections: 500,
      files: { TOUCHSTONE_KINDS: file },
    });
    rmSync(folder, { recursive: true });
  });

  it.each(['a'.repeat(24), 'ab'.repeat(20), 'correct-horse-'.repeat(2), '0123401234012340123401234'])(
    'refuses the token %s, which is easy to guess, and says how to make another',
    (token) => {
      const error = mistakes({ TOUCHSTONE_TOKEN: token });
      expect(error.message).toContain('TOUCHSTONE_TOKEN must not consist of few characters');
      expect(error.message).toContain('openssl rand -base64 32');
      expect(error.message).not.toContain(token);
    },
  );

  it('takes host names and addresses of version 6, and none with a port', () => {
    const hosts = (value: string) => loadConfiguration({ TOUCHSTONE_HOSTS: value }, { files: FILES }).hosts;
    expect(hosts('desk.example,2001:db8::7')).toEqual(['desk.example', '2001:db8::7']);
    expect(() => hosts('desk.example:8443')).toThrow('without ports');
  });

  it('names all mistakes at once, in words of its user, without a value', () => {
    const error = mistakes({
      PORT: '80800',
      TOUCHSTONE_TOKEN: 'too-short-secret',
      TOUCHSTONE_REGION: 'England',
      TOUCHSTONE_LOG: 'loud',
      TOUCHSTONE_LOOK_UP_SECONDS: '0',
      TOUCHSTONE_KINDS: '/nowhere/kinds.yaml',
      TOUCHSTONE_PUBLIC_URL: 'touchstone',
      TOUCHSTONE_HOSTS: 'https://touchstone',
      TOUCHSTONE_PROXIES: 'gateway',
      TOUCHSTONE_CONNECTIONS: '3',
      TOUCHSTONE_DATTA: 'x',
    });
    expect(error.exitCode).toBe(78);
    expect(error.message.split('\n')).toEqual([
      'Touchstone cannot start: 11 settings are wrong.',
      '  TOUCHSTONE_DATTA is not a setting; did you mean TOUCHSTONE_DATA?',
      '  PORT must be from 0 to 65535',
      '  TOUCHSTONE_TOKEN must have at least 24 characters',
      '  TOUCHSTONE_REGION must be a country in two capital letters, such as GB or US',
      '  TOUCHSTONE_LOG must be one of fatal, error, warn, info, debug, trace, silent',
      '  TOUCHSTONE_LOOK_UP_SECONDS must be from 1 to 600',
      '  TOUCHSTONE_PUBLIC_URL must be an http or https address',
      '  TOUCHSTONE_HOSTS must be host names without ports, with commas between',
      '  TOUCHSTONE_PROXIES must be addresses or networks such as 10.0.0.7,10.1.0.0/16, or loopback or uniquelocal',
      '  TOUCHSTONE_CONNECTIONS must be from 10 to 99999',
      '  TOUCHSTONE_KINDS must be the path of a file that exists',
      'The settings are explained in the README.',
    ]);
    expect(error.message).not.toContain('too-short-secret');
  });

  it('takes an empty setting for one that is not set', () => expect(loadConfiguration({ PORT: '' }).port).toBe(4180));

  it.each(['80a', '-1', '1e3', '4180.5', '0x10'])('does not take %j for a port', (port) => {
    expect(mistakes({ PORT: port }).message).toContain('PORT must');
  });

  it.each<Record<string, string>>([
    { TOUCHSTONE_KEYS: 'data/keys' },
    { TOUCHSTONE_KEYS: './data' },
    { TOUCHSTONE_KEYS: '/srv' },
    { TOUCHSTONE_DATA: '/srv/x', TOUCHSTONE_KEYS: '/srv/x/../x/y' },
  ])('keeps keys and data apart: %j', (environment) => {
    expect(mistakes(environment).message).toMatch(/must lie outside/);
  });

  it('leaves variables of other programs of ours alone when told of them', () => {
    expect(loadConfiguration({ TOUCHSTONE_URL: 'http://x' }, { alsoKnown: ['TOUCHSTONE_URL'] }).port).toBe(4180);
    expect(mistakes({ touchstone_url: 'http://x' }).message).toContain('touchstone_url is not a setting');
  });

  it('lists every setting once, with a meaning', () => {
    expect(new Set(SETTINGS.map(({ name }) => name)).size).toBe(SETTINGS.length);
    expect(SETTINGS.every(({ meaning }) => meaning.endsWith('.'))).toBe(true);
  });
});
