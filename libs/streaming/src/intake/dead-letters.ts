import type { Kafka, KafkaMessage, Message } from 'kafkajs';
import type { BatchOutcome } from '#commands';
import { DAY_MS } from '#slice';
import { ensureTopics } from '../kafka/ensure-topics.js';
import { topicsError } from '../kafka/kafka-failures.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { writtenTopics } from '../kafka/message-sizes.js';

const ALL_REPLICAS = -1;
/** After this a broker aborts a transaction that was left open. */
const TRANSACTION_MS = 30_000;
const PIECE_BYTES = 900_000;
/** Estimated overhead of one letter and its batch, generously. */
const HEADER_BYTES = 4000;
/** Most characters of the reason, which may name a field of any length that the sender made up. */
const DETAIL_LENGTH = 500;
/**
 * Most bytes of a letter's key. The client's time to find a key's partition grows with the square of its length: minutes for
 * a megabyte.
 */
const LONGEST_KEY = 1000;
const SETTINGS = { partitions: 1, cleanupPolicy: 'delete', retentionMs: 30 * DAY_MS } as const;

/** A message that was not recorded, and why. */
export interface DeadLetter {
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly result: Extract<BatchOutcome, { status: 'quarantined' }>;
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

/** The processed part of a partition, with its dead letters. */
export interface DealtWith {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  /** The offset to resume from. */
  readonly next: string;
  readonly letters: readonly DeadLetter[];
}

/**
 * Forwards messages unchanged, with the reason and their origin in the headers (codes and numbers only), and commits the
 * group's offset in the same transaction: a read-committed consumer sees each once, whichever process is killed and whenever.
 * A value or key that is too large for the topic is left out, and the header `left-out` says so. Durable when it resolves.
 *
 * The transactional id belongs to the partition. Initialising a producer with it aborts the open transaction of its last
 * owner and fences that owner if it still runs, so the offset read afterwards is final: letters before it were sent by a
 * former owner.
 */
export async function sendDeadLetters(kafka: Kafka, deadLetterTopic: string, dealtWith: DealtWith): Promise<void> {
  const { groupId, topic, partition, next, letters } = dealtWith;
  const producer = kafka.producer({
    transactionalId: `touchstone.intake.${groupId}.${topic}.${partition}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_MS,
    // All to one partition: a send to several brokers is duplicated or lost where the client retries it.
    createPartitioner:
      () =>
      ({ partitionMetadata }) =>
        partition % partitionMetadata.length,
  });
  try {
    await producer.connect();
    const transaction = await producer.transaction();
    const { sentUpTo, room } = await look(kafka, deadLetterTopic, dealtWith);
    const unsent = letters.filter(({ message }) => BigInt(message.offset) >= sentUpTo);
    if (unsent.length === 0) return;
    const fitting = unsent.map((letter) => letterMessage(topic, letter, room));
    for (const messages of inPieces(fitting, Math.min(room, PIECE_BYTES)))
      await transaction.send({ topic: deadLetterTopic, acks: ALL_REPLICAS, messages });
    await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [{ partition, offset: next }] }] });
    await transaction.commit();
  } catch (error) {
    throw topicsError(error, deadLetterTopic);
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}

/** The group's offset, -1 before the first commit, and the bytes that a batch of the dead-letter topic has room for. */
async function look(
  kafka: Kafka,
  deadLetterTopic: string,
  { groupId, topic, partition }: DealtWith,
): Promise<{ readonly sentUpTo: bigint; readonly room: number }> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const [[offsets], written] = await Promise.all([
      admin.fetchOffsets({ groupId, topics: [topic] }),
      writtenTopics(admin, [deadLetterTopic]),
    ]);
    const committed = offsets?.partitions.find((each) => each.partition === partition)?.offset ?? -1;
    return { sentUpTo: BigInt(committed), room: written.get(deadLetterTopic)?.limit ?? PIECE_BYTES };
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Splits letters into sends of at most `most` bytes, or of one letter. */
function inPieces(letters: readonly Message[], most: number): Message[][] {
  const pieces: Message[][] = [];
  let bytes = most;
  for (const letter of letters) {
    const size = sizeOf(letter);
    bytes += size;
    if (bytes <= most) pieces.at(-1)?.push(letter);
    else [pieces[pieces.length], bytes] = [[letter], size];
  }
  return pieces;
}

function sizeOf({ key, value }: Pick<Message, 'key' | 'value'>): number {
  return (key?.length ?? 0) + (value?.length ?? 0) + HEADER_BYTES;
}

/** A letter no larger than `room`: a message that arrived compressed may be larger than the topic accepts uncompressed. */
function letterMessage(source: string, { partition, message, result }: DeadLetter, room: number): Message {
  const key = (message.key?.length ?? 0) <= LONGEST_KEY ? message.key : null;
  const value = sizeOf({ key, value: message.value }) <= room ? message.value : null;
  const leftOut = [...(key === message.key ? [] : ['key']), ...(value === message.value ? [] : ['value'])];
  return {
    key,
    value,
    headers: {
      reason: result.problem.code,
      // Field names and their problems; never a value that was sent.
      detail: result.problem.detail.slice(0, DETAIL_LENGTH),
      'quarantine-id': result.quarantineId,
      'source-topic': source,
      'source-partition': String(partition),
      'source-offset': message.offset,
      ...(leftOut.length === 0 ? {} : { 'left-out': `${leftOut.join(' and ')}: too large for this topic` }),
    },
  };
}
