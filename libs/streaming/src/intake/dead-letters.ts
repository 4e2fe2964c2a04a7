import type { Kafka, KafkaMessage, Message } from 'kafkajs';
import type { BatchOutcome } from '#commands';
import { DAY_MS } from '#slice';
import { ensureTopics } from '../kafka/ensure-topics.js';
import { topicsError } from '../kafka/kafka-failures.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { writtenTopics } from '../kafka/message-sizes.js';

const ALL_REPLICAS = -1;
/** After this a broker undoes a transaction that was left open. */
const TRANSACTION_MS = 30_000;
const PIECE_BYTES = 900_000;
/** Of one letter, generously, with the batch around it. */
const HEADER_BYTES = 4000;
/** Most characters of the reason: it may name a field that whoever sent it made up. */
const DETAIL_LENGTH = 500;
/** Of a letter's key. The client takes time that grows with the square of the length to find a key's partition: minutes for a megabyte. */
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
 * whenever. A value, or a key, that is too large for the topic is left out, and the header `left-out` says so. Durable when
 * it resolves.
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
    // All to one partition: what goes to several brokers is doubled or lost where the client sends it again.
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

/** What brokers take at once: no more than `most` bytes, unless it is one letter alone. */
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

/** No larger than `room`: came compressed, a message may be larger than the topic takes as it is. */
function letterMessage(source: string, { partition, message, result }: DeadLetter, room: number): Message {
  const key = (message.key?.length ?? 0) <= LONGEST_KEY ? message.key : null;
  const value = sizeOf({ key, value: message.value }) <= room ? message.value : null;
  const leftOut = [...(key === message.key ? [] : ['key']), ...(value === message.value ? [] : ['value'])];
  return {
    key,
    value,
    headers: {
      reason: result.problem.code,
      // Fields and what is wrong with them; never a value that was sent.
      detail: result.problem.detail.slice(0, DETAIL_LENGTH),
      'quarantine-id': result.quarantineId,
      'source-topic': source,
      'source-partition': String(partition),
      'source-offset': message.offset,
      ...(leftOut.length === 0 ? {} : { 'left-out': `${leftOut.join(' and ')}: too large for this topic` }),
    },
  };
}
