import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How to reach Kafka, and how topics are made there. */
export interface KafkaSettings {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** `true`: the certificates that the system trusts; `ca`: PEM of the authority to trust instead. */
  readonly tls?: true | { readonly ca: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Of each topic. By default as many copies as there are brokers, three at most, of which one may be missing where there are three. */
  readonly replication?: { readonly factor: number; readonly minInSyncReplicas: number };
}

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
 * implies TLS), `KAFKA_USERNAME`, `KAFKA_PASSWORD`, `KAFKA_MECHANISM` (default scram-sha-512), `KAFKA_REPLICATION` and
 * `KAFKA_MIN_INSYNC_REPLICAS`. `undefined` without brokers.
 * @throws KafkaSettingsError
 */
export function kafkaSettings(env: Readonly<Record<string, string | undefined>>): KafkaSettings | undefined {
  const brokers = (env.KAFKA_BROKERS ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0) return undefined;
  const wrong = brokers.find((broker) => !/^.+:\d{1,5}$/.test(broker));
  if (wrong) throw new KafkaSettingsError('KAFKA_BROKERS', `names ${wrong}, which is not host:port.`);
  return { brokers, ...tlsFrom(env), ...saslFrom(env), ...replicationFrom(env) };
}

function tlsFrom({ KAFKA_TLS, KAFKA_CA }: Readonly<Record<string, string | undefined>>): Pick<KafkaSettings, 'tls'> {
  if (KAFKA_CA) return { tls: { ca: authorityFrom(KAFKA_CA) } };
  if (KAFKA_TLS && !['true', 'false'].includes(KAFKA_TLS)) throw new KafkaSettingsError('KAFKA_TLS', 'must be true or false.');
  return KAFKA_TLS === 'true' ? { tls: true } : {};
}

function authorityFrom(file: string): string {
  let ca: string;
  try {
    ca = readFileSync(file, 'utf8');
  } catch (error) {
    throw new KafkaSettingsError('KAFKA_CA', `cannot be read: ${(error as Error).message}`);
  }
  try {
    // Only looked at: without a certificate in it, TLS would say of every broker that it is not trusted.
    void new X509Certificate(ca);
  } catch {
    throw new KafkaSettingsError('KAFKA_CA', `names ${file}, which holds no certificate in PEM.`);
  }
  return ca;
}

function saslFrom({
  KAFKA_USERNAME: username,
  KAFKA_PASSWORD: password,
  KAFKA_MECHANISM: name = 'scram-sha-512',
}: Readonly<Record<string, string | undefined>>): Pick<KafkaSettings, 'sasl'> {
  if (!username) return {};
  if (!password) throw new KafkaSettingsError('KAFKA_PASSWORD', 'is missing: KAFKA_USERNAME is set.');
  const mechanism = MECHANISMS.find((each) => each === name.toLowerCase());
  if (!mechanism) throw new KafkaSettingsError('KAFKA_MECHANISM', `must be one of ${MECHANISMS.join(', ')}.`);
  return { sasl: { mechanism, username, password } };
}

function replicationFrom(env: Readonly<Record<string, string | undefined>>): Pick<KafkaSettings, 'replication'> {
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
