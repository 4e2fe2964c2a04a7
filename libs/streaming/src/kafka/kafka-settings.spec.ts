import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { hasOpenssl, madeUpCertificate } from '../testing/made-up-certificate.js';
import { kafkaSettings, KafkaSettingsError } from './kafka-settings.js';

describe('The settings of Kafka', () => {
  let folder: string;
  const file = (name: string, text = ''): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'touchstone-kafka-settings-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are none where no brokers are named', () => {
    expect(kafkaSettings({})).toBeUndefined();
    expect(kafkaSettings({ KAFKA_BROKERS: ' , ' })).toBeUndefined();
  });

  it('are read from the environment', () => {
    const env = {
      KAFKA_BROKERS: 'one:9092, two:9092',
      KAFKA_TLS: 'true',
      KAFKA_USERNAME: 'touchstone',
      KAFKA_PASSWORD: 'secret',
      KAFKA_REPLICATION: '3',
    };
    expect(kafkaSettings(env)).toEqual({
      brokers: ['one:9092', 'two:9092'],
      tls: {},
      sasl: { mechanism: 'scram-sha-512', username: 'touchstone', password: 'secret' },
      replication: { factor: 3, minInSyncReplicas: 2 },
    });
  });

  it.each([
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka' }],
    ['KAFKA_TLS', { KAFKA_TLS: 'yes' }],
    ['KAFKA_CA', { KAFKA_CA: '/nowhere.pem' }],
    ['KAFKA_CA', { KAFKA_CA: __filename }],
    ['KAFKA_KEY', { KAFKA_CERT: __filename }],
    ['KAFKA_CERT', { KAFKA_KEY: __filename }],
    ['KAFKA_CERT', { KAFKA_CERT: '/nowhere.pem', KAFKA_KEY: __filename }],
    ['KAFKA_ALLOW_INSECURE', { KAFKA_ALLOW_INSECURE: 'yes' }],
    ['KAFKA_PASSWORD', { KAFKA_USERNAME: 'touchstone' }],
    ['KAFKA_MECHANISM', { KAFKA_USERNAME: 'touchstone', KAFKA_PASSWORD: 'secret', KAFKA_MECHANISM: 'gssapi' }],
    ['KAFKA_REPLICATION', { KAFKA_REPLICATION: 'three' }],
    ['KAFKA_MIN_INSYNC_REPLICAS', { KAFKA_REPLICATION: '2', KAFKA_MIN_INSYNC_REPLICAS: '3' }],
  ])('name %s where it cannot be used, and tell no password', (setting, env) => {
    const read = (): unknown => kafkaSettings({ KAFKA_BROKERS: 'one:9092', ...env });
    expect(read).toThrow(KafkaSettingsError);
    expect(read).toThrow(setting);
    expect(read).not.toThrow('secret');
  });

  describe('with a certificate to show', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
    const plain = privateKey.export(pkcs8).toString();
    const [certificate = '', authority = ''] = rootCertificates;

    const encrypted = { cipher: 'aes-256-cbc', passphrase: 'secret' };
    it.each([
      ['KAFKA_CERT', 'holds no certificate', plain, plain],
      ['KAFKA_KEY', 'holds no private key', certificate, certificate],
      ['KAFKA_KEY', 'does not belong to the first certificate', certificate, plain],
      ['KAFKA_KEY', 'is under a passphrase', certificate, privateKey.export({ ...pkcs8, ...encrypted })],
      ['KAFKA_KEY', 'is under a passphrase', certificate, privateKey.export({ ...pkcs8, ...encrypted, type: 'sec1' })],
    ])('say of %s that the file %s', (setting, problem, cert, key) => {
      const env = {
        KAFKA_BROKERS: 'one:9092',
        KAFKA_CERT: file('client.crt', cert),
        KAFKA_KEY: file('client.key', key.toString()),
      };
      const read = (): unknown => kafkaSettings(env);
      expect(read).toThrow(KafkaSettingsError);
      expect(read).toThrow(new RegExp(`^${setting} names \\S+, which ${problem}`));
    });

    (hasOpenssl() ? it : it.skip)('take it with its key, and TLS with them (needs openssl)', () => {
      const made = madeUpCertificate(folder, 'touchstone');
      const [own, key] = [readFileSync(made.KAFKA_CERT, 'utf8'), readFileSync(made.KAFKA_KEY, 'utf8')];
      const chain = own + authority;
      const settings = kafkaSettings({ KAFKA_BROKERS: 'one:9092', ...made, KAFKA_CERT: file('chain.crt', chain) });
      expect(settings).toEqual({ brokers: ['one:9092'], tls: { client: { cert: chain, key } } });
    });
  });

  describe('with a password that would be sent in clear', () => {
    const plain = { KAFKA_USERNAME: 'touchstone', KAFKA_PASSWORD: 'secret', KAFKA_MECHANISM: 'plain' };

    it.each([
      'one:9092',
      '10.0.0.1:9092',
      'localhost:9092,one:9092',
      '127.example.com:9092',
      'localhost.example.com:9092',
      'not-localhost:9092',
    ])('are refused for %s, and say how to mend it', (KAFKA_BROKERS) => {
      const read = (): unknown => kafkaSettings({ KAFKA_BROKERS, ...plain });
      expect(read).toThrow(KafkaSettingsError);
      expect(read).toThrow(/^KAFKA_MECHANISM plain .*KAFKA_TLS=true or KAFKA_CA, .*scram-sha-512.*KAFKA_ALLOW_INSECURE=true/);
      expect(read).not.toThrow('secret');
    });

    it.each([
      ['on this machine', { KAFKA_BROKERS: 'localhost:9092,127.0.0.2:9092,[::1]:9092' }],
      ['over TLS', { KAFKA_BROKERS: 'one:9092', KAFKA_TLS: 'true' }],
      ['where that is expressly allowed', { KAFKA_BROKERS: 'one:9092', KAFKA_ALLOW_INSECURE: 'true' }],
      ['by SCRAM, which does not send it', { KAFKA_BROKERS: 'one:9092', KAFKA_MECHANISM: 'scram-sha-256' }],
    ])('are taken %s', (_, env) => {
      expect(kafkaSettings({ ...plain, ...env })?.sasl).toMatchObject({ password: 'secret' });
    });
  });
});
