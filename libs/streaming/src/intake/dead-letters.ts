import type { Kafka, KafkaMessage } from 'kafkajs';
import type { BatchResult } from '#recording';
import { DAY_MS } from '../contracts/topic-contract.js';
import { ensureTopics } from '../kafka/ensure-topics.js';
import { topicsError } from '../kafka/kafka-failures.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';

const ALL_REPLICAS = -1;
const SETTINGS = { partitions: 1, cleanupPolicy: 'delete', retentionMs: 30 * DAY_MS } as const;

/** A message that was not recorded, and why. */
export interface DeadLetter {
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly result: Extract<BatchResult, { status: 'quarantined' }>;
}

/** Makes the topic unless it is there; one that is stays as it is. */
export async function ensureDeadLetterTopic(
  kafka: Kafka,
  name: string,
  replication: KafkaSettings['replication'],
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    if (!(await admin.listTopics()).includes(name)) await ensureTopics(admin, [{ name, settings: SETTINGS }], replication);
  } catch (error) {
    throw topicsError(error, name);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/**
 * Sends messages on as they came, with the reason and where they came from in the headers: codes and numbers alone.
 * Durable when it resolves. After a crash a message can be there twice, with the same `source-*` headers.
 */
export async function sendDeadLetters(
  kafka: Kafka,
  topic: string,
  source: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    await producer.send({
      topic,
      acks: ALL_REPLICAS,
      messages: letters.map(({ partition, message, result }) => ({
        key: message.key,
        value: message.value,
        headers: {
          reason: result.problem.code,
          // Fields and what is wrong with them; never a value that was sent.
          detail: result.problem.detail,
          'quarantine-id': result.quarantineId,
          'source-topic': source,
          'source-partition': String(partition),
          'source-offset': message.offset,
        },
      })),
    });
  } catch (error) {
    throw topicsError(error, topic);
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}
