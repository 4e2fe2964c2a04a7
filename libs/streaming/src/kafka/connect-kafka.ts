import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import type { StreamingLog } from '../streaming-log.js';
import type { KafkaSettings } from './kafka-settings.js';

/**
 * Retries of the client: a call fails within some seconds, so that a caller can report the problem while it tries again. The
 * first retries follow within milliseconds, because brokers ask for one between two transactions.
 */
const RETRY = { initialRetryTime: 4, multiplier: 2, factor: 0.2, maxRetryTime: 1000, retries: 11 };

/** Explicit, because NODE_TLS_REJECT_UNAUTHORIZED would otherwise turn it off. */
const VERIFIED = { rejectUnauthorized: true };

/** A Kafka client whose log lines go to `log`, without any content of messages. */
export function connectKafka(settings: KafkaSettings, log: StreamingLog): Kafka {
  const { brokers, clientId = 'touchstone', tls, sasl } = settings;
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls === undefined ? {} : { ssl: { ...(tls.ca === undefined ? {} : { ca: [tls.ca] }), ...tls.client, ...VERIFIED } }),
    ...(sasl === undefined ? {} : { sasl: saslOf(sasl) }),
    connectionTimeout: 3000,
    authenticationTimeout: 5000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => pass(entry, log),
  });
}

function saslOf({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>): {
  mechanism: 'plain';
  username: string;
  password: string;
} {
  // The client's types want one literal at a time; the three share their fields.
  return { mechanism: mechanism as 'plain', username, password };
}

/** Log lines of normal operation: retried at once, or reported by the caller of the client. */
const EVERYDAY =
  /another concurrent operation on the same transaction|Limiting retries for the idempotent producer|switched default partitioner|coordinator is loading|rebalanc/i;
const KEPT_FIELDS = ['broker', 'topic', 'partition', 'groupId', 'error', 'retryCount'] as const;

function pass({ level, namespace, log: entry }: LogEntry, log: StreamingLog): void {
  const fields = entry as unknown as Readonly<Record<string, unknown>>;
  const said = `${entry.message} ${typeof fields.error === 'string' ? fields.error : ''}`;
  const kept: Record<string, unknown> = { client: 'kafkajs', namespace };
  for (const name of KEPT_FIELDS) if (fields[name] !== undefined) kept[name] = fields[name];
  if (EVERYDAY.test(said) || level > logLevel.WARN) log.debug(kept, entry.message);
  else log.warn(kept, entry.message);
}
