import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How to reach Kafka, and how topics are made there. */
export interface KafkaSettings {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  readonly tls?: {
    /** PEM of the authority to trust. By default those that the system trusts. */
    readonly ca?: string;
    /** The client certificate in PEM, followed by any intermediate certificates. */
    readonly client?: { readonly cert: string; readonly key: string };
  };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /**
   * Of each topic, made or found. By default topics are made with as many copies as brokers are there at the time, three at
   * most, of which one may be missing where there are three; and those found keep theirs.
   */
  readonly replication?: { readonly factor: number; readonly minInSyncReplicas: number };
}

type Environment = Readonly<Record<string, string | undefined>>;

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** A setting of Kafka's that cannot be used. */
export class KafkaSettingsError extends Error {
  readonly code = 'kafka-settings';
  constructor(
    readonly setting: string,
    problem: string,
  ) {
    super(`${setting} ${problem}`);
  }
}

/**
 * The settings that the environment gives: `KAFKA_BROKERS` (comma-separated), `KAFKA_TLS` (`true`), `KAFKA_CA` (PEM file;
 * implies TLS), `KAFKA_CERT` and `KAFKA_KEY` (PEM files of the client's certificate and its key; imply TLS),
 * `KAFKA_USERNAME`, `KAFKA_PASSWORD`, `KAFKA_MECHANISM` (default scram-sha-512), `KAFKA_ALLOW_INSECURE` (`true`),
 * `KAFKA_REPLICATION` and `KAFKA_MIN_INSYNC_REPLICAS`. `undefined` without brokers.
 * @throws KafkaSettingsError also where the password would go in clear to another machine, unless `KAFKA_ALLOW_INSECURE`
 */
export function kafkaSettings(env: Environment): KafkaSettings | undefined {
  const brokers = (env.KAFKA_BROKERS ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0) return undefined;
  const wrong = brokers.find((broker) => !/^.+:\d{1,5}$/.test(broker));
  if (wrong) throw new KafkaSettingsError('KAFKA_BROKERS', `names ${wrong}, which is not host:port.`);
  const settings = { brokers, ...tlsFrom(env), ...saslFrom(env), ...replicationFrom(env) };
  const allowInsecure = isTrue('KAFKA_ALLOW_INSECURE', env);
  if (sendsPasswordInClear(settings) && !allowInsecure)
    throw new KafkaSettingsError(
      'KAFKA_MECHANISM',
      'plain sends the password in clear where there is no TLS, so it is for brokers on this machine only: set KAFKA_TLS=true or KAFKA_CA, or take scram-sha-512, unless KAFKA_ALLOW_INSECURE=true expressly allows it.',
    );
  return settings;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?):\d+$/i;

/** Only `plain` does: by SCRAM a client proves that it knows the password. */
function sendsPasswordInClear({ brokers, tls, sasl }: KafkaSettings): boolean {
  return sasl?.mechanism === 'plain' && tls === undefined && !brokers.every((broker) => LOOPBACK.test(broker));
}

function tlsFrom(env: Environment): Pick<KafkaSettings, 'tls'> {
  const { KAFKA_CA: ca, KAFKA_CERT: cert, KAFKA_KEY: key } = env;
  const named = {
    ...(ca ? { ca: authorityFrom(ca) } : {}),
    ...(cert || key ? { client: clientFrom(cert, key) } : {}),
  };
  return isTrue('KAFKA_TLS', env) || Object.keys(named).length > 0 ? { tls: named } : {};
}

function authorityFrom(name: string): string {
  const file = readPem('KAFKA_CA', name);
  // Only checked here: with a file that holds no certificate, TLS would report every broker as untrusted.
  void certificateIn(file);
  return file.pem;
}

function clientFrom(certName: string | undefined, keyName: string | undefined): { cert: string; key: string } {
  if (!certName) throw new KafkaSettingsError('KAFKA_CERT', 'is missing: KAFKA_KEY is set.');
  if (!keyName) throw new KafkaSettingsError('KAFKA_KEY', 'is missing: KAFKA_CERT is set.');
  const [cert, key] = [readPem('KAFKA_CERT', certName), readPem('KAFKA_KEY', keyName)];
  if (!certificateIn(cert).checkPrivateKey(privateKeyIn(key)))
    throw new KafkaSettingsError('KAFKA_KEY', `names ${keyName}, which does not belong to the first certificate in KAFKA_CERT.`);
  return { cert: cert.pem, key: key.pem };
}

interface PemFile {
  readonly setting: string;
  readonly name: string;
  readonly pem: string;
}

function readPem(setting: string, name: string): PemFile {
  try {
    return { setting, name, pem: readFileSync(name, 'utf8') };
  } catch (error) {
    throw new KafkaSettingsError(setting, `cannot be read: ${(error as Error).message}`);
  }
}

function certificateIn({ setting, name, pem }: PemFile): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new KafkaSettingsError(setting, `names ${name}, which holds no certificate in PEM.`);
  }
}

function privateKeyIn({ setting, name, pem }: PemFile): KeyObject {
  // Told by the text, because OpenSSL's error for a missing passphrase depends on its version.
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    throw new KafkaSettingsError(
      setting,
      `names ${name}, which is under a passphrase, and nobody could be asked for it: give the key without one (openssl pkey -in KEY -out PLAIN).`,
    );
  try {
    return createPrivateKey(pem);
  } catch {
    throw new KafkaSettingsError(setting, `names ${name}, which holds no private key in PEM.`);
  }
}

function saslFrom({
  KAFKA_USERNAME: username,
  KAFKA_PASSWORD: password,
  KAFKA_MECHANISM: name = 'scram-sha-512',
}: Environment): Pick<KafkaSettings, 'sasl'> {
  if (!username) return {};
  if (!password) throw new KafkaSettingsError('KAFKA_PASSWORD', 'is missing: KAFKA_USERNAME is set.');
  const mechanism = MECHANISMS.find((each) => each === name.toLowerCase());
  if (!mechanism) throw new KafkaSettingsError('KAFKA_MECHANISM', `must be one of ${MECHANISMS.join(', ')}.`);
  return { sasl: { mechanism, username, password } };
}

function replicationFrom(env: Environment): Pick<KafkaSettings, 'replication'> {
  if (!env.KAFKA_REPLICATION) return {};
  const factor = wholeNumber('KAFKA_REPLICATION', env.KAFKA_REPLICATION);
  const fallback = String(Math.max(1, factor - 1));
  const minInSyncReplicas = wholeNumber('KAFKA_MIN_INSYNC_REPLICAS', env.KAFKA_MIN_INSYNC_REPLICAS ?? fallback);
  if (minInSyncReplicas > factor)
    throw new KafkaSettingsError(
      'KAFKA_MIN_INSYNC_REPLICAS',
      'must not be more than KAFKA_REPLICATION: nothing could be written.',
    );
  return { replication: { factor, minInSyncReplicas } };
}

function wholeNumber(setting: string, value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new KafkaSettingsError(setting, 'must be a whole number from 1.');
  return Number(value);
}

function isTrue(setting: 'KAFKA_TLS' | 'KAFKA_ALLOW_INSECURE', env: Environment): boolean {
  const value = env[setting]?.trim() || 'false';
  if (value !== 'true' && value !== 'false') throw new KafkaSettingsError(setting, 'must be true or false.');
  return value === 'true';
}
