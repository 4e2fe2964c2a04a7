import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

/** When messages became readable, `performance.now()`, by the id of the touchpoint; the last one where there are several. */
export interface TopicReader {
  readonly arrivals: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** A read-committed consumer of touchpoints that is never far behind; resolves when it is given all partitions. */
export async function readTouchpoints(broker: string): Promise<TopicReader> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, readUncommitted: false, maxWaitTimeInMs: 200 });
  const arrivals = new Map<string, number>();
  await consumer.connect();
  await consumer.subscribe({ topic: 'touchstone.touchpoints.v1', fromBeginning: true });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
  });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    eachBatch({ batch }) {
      const now = performance.now();
      for (const { headers } of batch.messages) arrivals.set(touchpointOf(String(headers?.['ce_id'])), now);
      return Promise.resolve();
    },
  });
  await joined;
  return { arrivals, stop: () => consumer.disconnect() };
}

/** A message's id is the touchpoint's and the index of a party. */
function touchpointOf(id: string): string {
  return id.split('/')[0] ?? id;
}
