import { TopicsError, type TopicsProblem } from '../topics.js';

/** Node's error codes for untrusted certificates. */
const CERTIFICATE_CODES = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/**
 * The TLS alerts by which a broker refuses a client's certificate or reports a missing one; brokers send them for nothing
 * else. The text before the alert's name depends on OpenSSL's version.
 */
const CLIENT_CERTIFICATE_ALERT = /_ALERT_(\w*CERTIFICATE\w*|UNKNOWN_CA|ACCESS_DENIED)$/;

/** Kafka's and Node's error codes, by the port's problem. */
const PROBLEMS: Readonly<Record<string, TopicsProblem>> = {
  INVALID_PRODUCER_EPOCH: 'fenced',
  PRODUCER_FENCED: 'fenced',
  INVALID_PRODUCER_ID_MAPPING: 'fenced',
  MESSAGE_TOO_LARGE: 'message-too-large',
  RECORD_LIST_TOO_LARGE: 'message-too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  TOPIC_AUTHORIZATION_FAILED: 'not-authorised',
  GROUP_AUTHORIZATION_FAILED: 'not-authorised',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorised',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'not-authorised',
  // Reported for unaffected partitions when the user lacks a right on another partition of the transaction.
  OPERATION_NOT_ATTEMPTED: 'not-authorised',
  SASL_AUTHENTICATION_FAILED: 'wrong-credentials',
  ILLEGAL_SASL_STATE: 'wrong-credentials',
  UNSUPPORTED_SASL_MECHANISM: 'wrong-credentials',
  NOT_ENOUGH_REPLICAS: 'too-few-replicas',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'too-few-replicas',
  INVALID_REPLICATION_FACTOR: 'too-few-replicas',
  ...Object.fromEntries(CERTIFICATE_CODES.map((code) => [code, 'untrusted-certificate' as const])),
};

const REMEDIES: Readonly<Record<TopicsProblem, string>> = {
  unreachable:
    'Kafka does not answer. Check that the brokers run, that KAFKA_BROKERS names them, and that KAFKA_TLS and KAFKA_USERNAME are set if they want TLS and a user.',
  'untrusted-certificate':
    "Kafka's certificate is not trusted. Check that KAFKA_CA is the authority that signed it, and that the certificate names the host that KAFKA_BROKERS or the broker's advertised listener gives.",
  'client-certificate':
    'Kafka refused the certificate of this client, or misses one. Check that KAFKA_CERT and KAFKA_KEY are set, that an authority that the brokers trust signed the certificate, and that it has not expired.',
  'wrong-credentials': 'Kafka refused user and password. Check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_MECHANISM.',
  'not-authorised': 'Kafka does not allow this user to do that. infra/kafka/README.md lists the rights it needs.',
  'unknown-topic': 'Kafka has no such topic.',
  'topic-mismatch': 'A topic is not as it should be.',
  'too-few-replicas': 'Too few brokers have a copy that is up to date, or there are fewer brokers than copies asked for.',
  'message-too-large': 'A message is larger than the topic allows.',
  fenced: 'Another publisher of the same name has taken over.',
  refused: 'Kafka refused.',
};

/** Maps a failure of the client to the port's error. `topic`: the one in use, where the failure names none. */
export function topicsError(error: unknown, topic?: string): TopicsError {
  if (error instanceof TopicsError) return error;
  const { type, code, text, names, topic: told } = unwrap(error);
  const alert = CLIENT_CERTIFICATE_ALERT.exec(code)?.[1];
  const problem = PROBLEMS[type] ?? PROBLEMS[code] ?? (alert === undefined ? byName(names, text) : 'client-certificate');
  const about = topic ?? told;
  const where = about === undefined ? {} : { topic: about };
  const detail = type || alert?.toLowerCase().replaceAll('_', ' ') || text;
  return new TopicsError(problem, `${REMEDIES[problem]}${detail === '' ? '' : ` (${detail})`}`, where, { cause: error });
}

function byName(names: readonly string[], text: string): TopicsProblem {
  if (names.some((name) => /SASL/.test(name)) || /authenticat/i.test(text)) return 'wrong-credentials';
  if (names.some((name) => /Connection|RequestTimeout|Broker|Coordinator|Metadata|NumberOfRetries|LockTimeout|Closed/.test(name)))
    return 'unreachable';
  return 'refused';
}

interface Innermost {
  readonly type: string;
  readonly code: string;
  readonly text: string;
  readonly topic: string | undefined;
  readonly names: readonly string[];
}

/** The client wraps a broker's error in errors of its own; the innermost one with a code counts. */
function unwrap(error: unknown): Innermost {
  const names: string[] = [];
  let type = '';
  let code = '';
  let text = '';
  let topic: string | undefined;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    names.push(at.name);
    text = at.message;
    type = textIn(at, 'type') ?? type;
    code = textIn(at, 'code') ?? code;
    topic = textIn(at, 'topic') ?? topic;
    const inner = 'errors' in at && Array.isArray(at.errors) ? (at.errors as unknown[])[0] : undefined;
    if (inner instanceof Error && at.cause === undefined) {
      const nested = unwrap(inner);
      return {
        type: nested.type || type,
        code: nested.code || code,
        text: nested.text,
        topic: nested.topic ?? topic,
        names: [...names, ...nested.names],
      };
    }
    if (at.cause === at) break;
  }
  return { type, code, text, topic, names };
}

function textIn(error: object, field: string): string | undefined {
  const value: unknown = (error as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
