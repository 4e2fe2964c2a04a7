import { randomUUID } from 'node:crypto';
import type { Kafka, Message } from 'kafkajs';
import { type LastPublished, TopicsError, type PublishedUpTo } from '../topics.js';
import type { WantedTopic } from './ensure-topics.js';

/**
 * The progress of each publisher: a record of it is part of every transaction, so that messages and progress become visible
 * together or not at all. The topic has one partition, so a reader that reaches the mark it wrote has seen everything
 * committed before.
 */
export const PROGRESS_TOPIC: WantedTopic = {
  name: 'touchstone.relay-progress',
  settings: { partitions: 1, cleanupPolicy: 'compact', retentionMs: -1 },
  // Small segments that are compacted soon, because the topic is read from its beginning whenever a publisher opens.
  extra: { 'segment.ms': '600000', 'segment.bytes': '8388608', 'min.cleanable.dirty.ratio': '0.05' },
};

const MARK = '#opened';

export function progressRecord(publisher: string, upTo: PublishedUpTo): Message {
  return {
    key: publisher,
    value: JSON.stringify(
      Object.fromEntries([...upTo].map(([set, { sequence, id }]) => [set, { sequence: String(sequence), id }])),
    ),
  };
}

/** A record that a publisher writes to know, when it reads it, that it has read everything before. */
export function openingMark(publisher: string): { readonly id: string; readonly record: Message } {
  const id = randomUUID();
  return { id, record: { key: `${publisher}${MARK}`, value: id } };
}

/**
 * The last committed progress of `publisher` before the mark. No transaction of that publisher may be open, which holds once
 * its own mark is committed.
 */
export async function readProgress(kafka: Kafka, publisher: string, markId: string, withinMs: number): Promise<PublishedUpTo> {
  const consumer = kafka.consumer({
    groupId: `touchstone.relay-progress.${publisher}.${randomUUID()}`,
    readUncommitted: false,
    maxWaitTimeInMs: 100,
    // The client would otherwise restart by itself, even after it was disconnected.
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  let last: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: PROGRESS_TOPIC.name, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new TopicsError('unreachable', `Kafka did not give the records of ${PROGRESS_TOPIC.name} in time.`)),
        withinMs,
      );
      consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
      const run = consumer.run({
        autoCommit: false,
        eachMessage: ({ message: { key, value } }) => {
          const [name, text] = [key?.toString(), value?.toString()];
          if (name === publisher) last = text;
          else if (name === `${publisher}${MARK}` && text === markId) resolve();
          return Promise.resolve();
        },
      });
      run.catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
  }
  const entries = Object.entries(JSON.parse(last ?? '{}') as Record<string, KeptProgress>);
  return new Map(entries.map(([set, kept]) => [set, lastPublished(kept)]));
}

/** Earlier versions kept the sequence only. */
type KeptProgress = string | { readonly sequence: string; readonly id?: string };

function lastPublished(kept: KeptProgress): LastPublished {
  return typeof kept === 'string' ? { sequence: BigInt(kept) } : { ...kept, sequence: BigInt(kept.sequence) };
}
