import type { Kafka, Message, Producer } from 'kafkajs';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import type { PublishedUpTo, Publisher } from '../topics.js';
import { topicsError } from './kafka-failures.js';
import { inSends, type PlacedMessage, type WrittenTopic, writtenTopics } from './message-sizes.js';
import { sentOnce } from './sent-once.js';
import { openingMark, PROGRESS_TOPIC, progressRecord, readProgress } from './relay-progress.js';

const ALL_REPLICAS = -1;
/** After this a broker undoes a transaction that was left open. */
const TRANSACTION_MS = 30_000;
const READ_PROGRESS_WITHIN_MS = 30_000;

/**
 * Opens the publisher `name`. Its transactional id is made of its name, so opening it fences whoever had it before and
 * undoes what that one left open; only then its progress is read.
 */
export async function openKafkaPublisher(kafka: Kafka, name: string): Promise<Publisher> {
  const producer = kafka.producer({
    transactionalId: `touchstone.${name}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_MS,
    createPartitioner: sentOnce(PROGRESS_TOPIC.name),
  });
  try {
    await producer.connect();
    const mark = openingMark(name);
    await inTransaction(producer, [[{ topic: PROGRESS_TOPIC.name, messages: [mark.record] }]]);
    const published = await readProgress(kafka, name, mark.id, READ_PROGRESS_WITHIN_MS);
    return new KafkaPublisher(kafka, name, producer, published);
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
    readonly publishedUpTo: PublishedUpTo,
  ) {
    this.#upTo = publishedUpTo;
  }

  async publish(messages: readonly OutgoingMessage[], upTo: PublishedUpTo): Promise<void> {
    await this.#learnTopics(messages);
    const sends = inSends(messages, this.#topics).map(byTopic);
    const progress = new Map([...this.#upTo, ...upTo]);
    const record = { topic: PROGRESS_TOPIC.name, messages: [progressRecord(this.name, progress)] };
    try {
      await inTransaction(this.producer, [[record], ...sends]);
    } catch (error) {
      const [only, other] = new Set(messages.map(({ topic }) => topic));
      throw topicsError(error, other === undefined ? only : undefined);
    }
    this.#upTo = progress;
  }

  async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
  }

  async #learnTopics(messages: readonly OutgoingMessage[]): Promise<void> {
    const unknown = new Set<string>();
    for (const { topic } of messages) if (!this.#topics.has(topic)) unknown.add(topic);
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

/** Sends one after the other, then commits. What fails is left open: the producer of the same id that comes next undoes it. */
async function inTransaction(producer: Producer, sends: readonly TopicMessages[][]): Promise<void> {
  const transaction = await producer.transaction();
  for (const topicMessages of sends) await transaction.sendBatch({ acks: ALL_REPLICAS, topicMessages });
  await transaction.commit();
}
