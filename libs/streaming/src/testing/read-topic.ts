import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { connectKafka } from '../kafka/connect-kafka.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { QUIET } from './kafka-broker.js';

export interface ReadMessage {
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly partition: number;
  /** Epoch milliseconds at which it was read. */
  readonly at: number;
}

/**
 * Reads a topic from its beginning as a read-committed consumer, until `enough` holds and then for another `restMs`, so that
 * duplicates are seen.
 */
export async function readTopic(
  settings: KafkaSettings,
  topic: string,
  enough: (messages: readonly ReadMessage[]) => boolean,
  {
    restMs = 500,
    withinMs = 20_000,
    onReady = () => undefined,
  }: { restMs?: number; withinMs?: number; onReady?: () => void } = {},
): Promise<readonly ReadMessage[]> {
  const consumer = connectKafka(settings, QUIET).consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 20 });
  const messages: ReadMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${topic} gave ${messages.length} messages, not enough.`)), withinMs);
      const finish = (): void => {
        clearTimeout(late);
        setTimeout(resolve, restMs);
      };
      let done = false;
      consumer.on(consumer.events.GROUP_JOIN, onReady);
      void consumer.run({
        autoCommit: false,
        eachMessage: ({ partition, message }) => {
          messages.push({ ...plain(message), partition, at: Date.now() });
          if (!done && enough(messages)) {
            done = true;
            finish();
          }
          return Promise.resolve();
        },
      });
    });
  } finally {
    await consumer.disconnect();
  }
  return messages;
}

function plain({ key, value, headers = {} }: KafkaMessage): Omit<ReadMessage, 'partition' | 'at'> {
  const texts = Object.entries(headers).map(([name, text]) => [name, String(text)]);
  return {
    key: key?.toString() ?? '',
    value: value?.toString() ?? null,
    headers: Object.fromEntries(texts) as Record<string, string>,
  };
}
