import { TopicsError, type TopicsProblem } from '../topics.js';

/** Kafka's error codes by what they mean to somebody who publishes. */
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
  SASL_AUTHENTICATION_FAILED: 'wrong-credentials',
  ILLEGAL_SASL_STATE: 'wrong-credentials',
  UNSUPPORTED_SASL_MECHANISM: 'wrong-credentials',
  NOT_ENOUGH_REPLICAS: 'too-few-replicas',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'too-few-replicas',
  INVALID_REPLICATION_FACTOR: 'too-few-replicas',
};

const REMEDIES: Readonly<Record<TopicsProblem, string>> = {
  unreachable: 'Kafka does not answer. Check that the brokers run and that KAFKA_BROKERS names them.',
  'wrong-credentials': 'Kafka refused user and password. Check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_MECHANISM.',
  'not-authorised': 'Kafka does not allow this user to do that. infra/kafka/README.md lists the rights it needs.',
  'unknown-topic': 'Kafka has no such topic.',
  'topic-mismatch': 'A topic is not as it should be.',
  'too-few-replicas': 'Too few brokers have a copy that is up to date, or there are fewer brokers than copies asked for.',
  'message-too-large': 'A message is larger than the topic allows.',
  fenced: 'Another publisher of the same name has taken over.',
  refused: 'Kafka refused.',
};

/** What a failure of the client means, in the port's words. `topic`: the one it was about, where the failure does not say. */
export function topicsError(error: unknown, topic?: string): TopicsError {
  if (error instanceof TopicsError) return error;
  const { type, text, names } = unwrap(error);
  const problem = PROBLEMS[type] ?? byName(names, text);
  const where = topic === undefined ? {} : { topic };
  const detail = type === '' ? text : type;
  return new TopicsError(problem, `${REMEDIES[problem]}${detail === '' ? '' : ` (${detail})`}`, where, { cause: error });
}

function byName(names: readonly string[], text: string): TopicsProblem {
  if (names.some((name) => /SASL/.test(name)) || /authenticat/i.test(text)) return 'wrong-credentials';
  if (names.some((name) => /Connection|RequestTimeout|Broker|Metadata|NumberOfRetries|LockTimeout|Closed/.test(name)))
    return 'unreachable';
  return 'refused';
}

/** The client wraps a broker's answer in errors of its own; the innermost that has a code tells. */
function unwrap(error: unknown): { type: string; text: string; names: string[] } {
  const names: string[] = [];
  let type = '';
  let text = '';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    names.push(at.name);
    text = at.message;
    if ('type' in at && typeof at.type === 'string' && at.type !== '') type = at.type;
    const inner = 'errors' in at && Array.isArray(at.errors) ? (at.errors as unknown[])[0] : undefined;
    if (inner instanceof Error && at.cause === undefined) {
      const nested = unwrap(inner);
      return { type: nested.type || type, text: nested.text, names: [...names, ...nested.names] };
    }
    if (at.cause === at) break;
  }
  return { type, text, names };
}
