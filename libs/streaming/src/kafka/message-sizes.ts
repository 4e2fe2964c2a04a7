import { type Admin, ConfigResourceTypes, type PartitionMetadata, Partitioners } from 'kafkajs';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import { TopicsError } from '../topics.js';

/** Kafka's default limit. */
const USUAL_LIMIT = 1_048_588;
/** For the batch around the records. */
const ENVELOPE = 512;
/** Most bytes of one request: larger ones take the client longer to assemble than they save. */
const MOST_BYTES_A_SEND = 1_250_000;

/** The properties of a topic that is written to. */
export interface WrittenTopic {
  /** Bytes that a batch for one partition may have. */
  readonly limit: number;
  readonly partitions: PartitionMetadata[];
}

/** Kafka's default limit applies where the broker does not report one. */
export async function writtenTopics(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, WrittenTopic>> {
  const resources = topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name }));
  const [metadata, described] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [...topics] }),
    admin.describeConfigs({ includeSynonyms: false, resources }),
  ]);
  return new Map(
    metadata.topics.map(({ name, partitions }) => {
      const entries = described.resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
      const told = Number(entries.find(({ configName }) => configName === 'max.message.bytes')?.configValue);
      return [name, { limit: told > 0 ? told : USUAL_LIMIT, partitions }];
    }),
  );
}

/** A message with the partition that its key belongs to. */
export interface PlacedMessage extends OutgoingMessage {
  readonly partition: number;
}

const partitionOf = Partitioners.DefaultPartitioner();

/**
 * Assigns messages to partitions and splits them into sends that brokers accept: no partition gets more in one send than its
 * topic allows. Keeps the order.
 * @throws TopicsError `message-too-large` with the index of the first message that is too large for any send.
 */
export function inSends(messages: readonly OutgoingMessage[], topics: ReadonlyMap<string, WrittenTopic>): PlacedMessage[][] {
  const sends: PlacedMessage[][] = [];
  let current: PlacedMessage[] = [];
  let bytes = 0;
  let byPartition = new Map<string, number>();
  messages.forEach((message, index) => {
    const { topic, key } = message;
    const { limit: allowed = USUAL_LIMIT, partitions = [] } = topics.get(topic) ?? {};
    const limit = allowed - ENVELOPE;
    const size = sizeOf(message);
    if (size > limit) throw tooLarge(topic, index, size, limit);
    const partition = partitionOf({ topic, partitionMetadata: partitions, message: { key, value: null } });
    const place = `${topic} ${partition}`;
    const there = byPartition.get(place) ?? 0;
    if (current.length > 0 && (there + size > limit || bytes + size > MOST_BYTES_A_SEND)) {
      sends.push(current);
      [current, bytes, byPartition] = [[], 0, new Map()];
    }
    current.push({ ...message, partition });
    bytes += size;
    byPartition.set(place, (byPartition.get(place) ?? 0) + size);
  });
  if (current.length > 0) sends.push(current);
  return sends;
}

function sizeOf({ key, value, headers }: OutgoingMessage): number {
  let size = 24 + Buffer.byteLength(key) + (value?.length ?? 0);
  for (const name in headers) size += name.length + 8 + (headers[name]?.length ?? 0);
  return size;
}

function tooLarge(topic: string, index: number, size: number, limit: number): TopicsError {
  return new TopicsError(
    'message-too-large',
    `A message of ${size} bytes is larger than topic ${topic} allows (${limit}). Raise max.message.bytes of the topic.`,
    { topic, index },
  );
}
