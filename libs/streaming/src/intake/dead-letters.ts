import type { Kafka, KafkaMessage, Message } from 'kafkajs';
import type { BatchResult } from '#recording';
import { DAY_MS } from '../contracts/topic-contract.js';
import { ensureTopics } from '../kafka/ensure-topics.js';
import { topicsError } from '../kafka/kafka-failures.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';

const ALL_REPLICAS = -1;
/** After this a broker undoes a transaction that was left open. */
const TRANSACTION_MS = 30_000;
const PIECE_BYTES = 900_000;
/** Of one letter, generously. */
const HEADER_BYTES = 2000;
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

/** What was dealt with of a partition, with the dead letters that it gave. */
export interface DealtWith {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  /** Offset to go on from. */
  readonly next: string;
  readonly letters: readonly DeadLetter[];
}

/**
 * Sends messages on as they came, with the reason and where they came from in the headers, codes and numbers alone; and
 * commits the group's offset in the same transaction: a read-committed consumer sees each once, whatever is killed and
 * whenever. Durable when it resolves.
 *
 * The transactional id is the partition's. Taking it over ends what its last owner left open and stops one that still
 * runs, so the offset read after that is final: letters before it were sent by somebody else.
 */
export async function sendDeadLetters(kafka: Kafka, deadLetterTopic: string, dealtWith: DealtWith): Promise<void> {
  const { groupId, topic, partition, next, letters } = dealtWith;
  const producer = kafka.producer({
    transactionalId: `touchstone.intake.${groupId}.${topic}.${partition}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_MS,
  });
  try {
    await producer.connect();
    const transaction = await producer.transaction();
    const sentUpTo = await committedOffset(kafka, dealtWith);
    const unsent = letters.filter(({ message }) => BigInt(message.offset) >= sentUpTo);
    if (unsent.length === 0) return;
    for (const messages of inPieces(unsent).map((piece) => piece.map((letter) => letterMessage(topic, letter))))
      await transaction.send({ topic: deadLetterTopic, acks: ALL_REPLICAS, messages });
    await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [{ partition, offset: next }] }] });
    await transaction.commit();
  } catch (error) {
    throw topicsError(error, deadLetterTopic);
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}

/** -1 before the first commit. */
async function committedOffset(kafka: Kafka, { groupId, topic, partition }: DealtWith): Promise<bigint> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return BigInt(offsets?.partitions.find((each) => each.partition === partition)?.offset ?? -1);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** What brokers take at once: no more than a message may have, unless it is one alone. */
function inPieces(letters: readonly DeadLetter[]): DeadLetter[][] {
  const pieces: DeadLetter[][] = [];
  let bytes = PIECE_BYTES;
  for (const letter of letters) {
    const size = (letter.message.key?.length ?? 0) + (letter.message.value?.length ?? 0) + HEADER_BYTES;
    bytes += size;
    if (bytes <= PIECE_BYTES) pieces.at(-1)?.push(letter);
    else [pieces[pieces.length], bytes] = [[letter], size];
  }
  return pieces;
}

function letterMessage(source: string, { partition, message, result }: DeadLetter): Message {
  return {
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
  };
}
