import type { Kafka, Message, Producer } from 'kafkajs';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import type { PublishedUpTo, Publisher } from '../topics.js';
import { topicsError } from './kafka-failures.js';
import { inSends, type PlacedMessage, type WrittenTopic, writtenTopics } from './message-sizes.js';
import { SentOnce } from './sent-once.js';
import { openingMark, PROGRESS_TOPIC, progressRecord, readProgress } from './relay-progress.js';

const ALL_REPLICAS = -1;
/** After this a broker aborts a transaction that was left open. */
const TRANSACTION_MS = 30_000;
const READ_PROGRESS_WITHIN_MS = 30_000;

/**
 * Opens the publisher `name`. Its transactional id is made of its name, so opening it fences the former publisher of that
 * name and aborts its open transaction; only then the progress is read.
 */
export async function openKafkaPublisher(kafka: Kafka, name: string): Promise<Publisher> {
  const once = new SentOnce();
  const producer = kafka.producer({
    transactionalId: `touchstone.${name}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_MS,
    createPartitioner: once.partitioner,
  });
  try {
    await producer.connect();
    const mark = openingMark(name);
    await inTransaction(producer, once, [[{ topic: PROGRESS_TOPIC.name, messages: [mark.record] }]]);
    const published = await readProgress(kafka, name, mark.id, READ_PROGRESS_WITHIN_MS);
    return new KafkaPublisher(kafka, name, producer, once, published);
  } catch (error) {
    await producer.disconnect().catch(() => undefined);
    throw topicsError(error);
  }
}

class KafkaPublisher implements Publisher {
  readonly #topics = new Map<string, WrittenTopic>();
  #upTo: PublishedUpTo;

  constructor(
    private readonly kafka: Kafka,
    private readonly name: string,
    private readonly producer: Producer,
    private readonly once: SentOnce,
    readonly publishedUpTo: PublishedUpTo,
  ) {
    this.#upTo = publishedUpTo;
  }

  async publish(messages: readonly OutgoingMessage[], upTo: PublishedUpTo): Promise<void> {
    await this.#learnTopics(messages);
    const progress = new Map([...this.#upTo, ...upTo]);
    try {
      await inTransaction(this.producer, this.once, this.#sends(messages, progress));
    } catch (error) {
      const [only, other] = new Set(messages.map(({ topic }) => topic));
      throw topicsError(error, other === undefined ? only : undefined);
    }
    this.#upTo = progress;
  }

  async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
  }

  /**
   * The sends of a transaction. The messages for the broker of the progress record go first, together with that record; where
   * one broker leads all partitions, that is everything. A broker asks to retry the first send while it still completes the
   * previous transaction, and only a send to a single broker may be retried: docs/decisions/0031-relay-never-resends.md.
   */
  #sends(messages: readonly OutgoingMessage[], upTo: PublishedUpTo): readonly TopicMessages[][] {
    const leaderOf = (topic: string, partition: number): number | undefined =>
      this.#topics.get(topic)?.partitions.find(({ partitionId }) => partitionId === partition)?.leader;
    const leader = leaderOf(PROGRESS_TOPIC.name, 0);
    const [first = [], ...others] = inSends(messages, this.#topics);
    const isNear = ({ topic, partition }: PlacedMessage): boolean => leaderOf(topic, partition) === leader;
    const near = byTopic(first.filter(isNear));
    const far = byTopic(first.filter((message) => !isNear(message)));
    const record = { topic: PROGRESS_TOPIC.name, messages: [progressRecord(this.name, upTo)] };
    return [[...near, record], ...(far.length > 0 ? [far] : []), ...others.map(byTopic)];
  }

  async #learnTopics(messages: readonly OutgoingMessage[]): Promise<void> {
    const unknown = new Set<string>();
    for (const topic of [...messages.map((message) => message.topic), PROGRESS_TOPIC.name])
      if (!this.#topics.has(topic)) unknown.add(topic);
    if (unknown.size === 0) return;
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      for (const [name, topic] of await writtenTopics(admin, [...unknown])) this.#topics.set(name, topic);
    } catch (error) {
      throw topicsError(error, [...unknown][0]);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

interface TopicMessages {
  readonly topic: string;
  readonly messages: Message[];
}

function byTopic(messages: readonly PlacedMessage[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, ...message } of messages) {
    const already = topics.get(topic);
    if (already) already.push(message);
    else topics.set(topic, [message]);
  }
  return [...topics].map(([topic, list]) => ({ topic, messages: list }));
}

/** Sends sequentially, then commits. A failed transaction is left open: the next producer with the same id aborts it. */
async function inTransaction(producer: Producer, once: SentOnce, sends: readonly TopicMessages[][]): Promise<void> {
  const transaction = await producer.transaction();
  for (const topicMessages of sends) {
    once.begin();
    await transaction.sendBatch({ acks: ALL_REPLICAS, topicMessages });
  }
  await transaction.commit();
}
