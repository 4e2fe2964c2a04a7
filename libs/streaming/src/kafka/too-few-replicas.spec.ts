import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloudEvent } from '../contracts/cloud-event.js';
import { describeWithKafka, QUIET } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testTopics } from '../testing/test-topics.js';
import { ownCluster } from '../testing/own-cluster.js';
import type { TopicsError } from '../topics.js';
import { kafkaTopics } from './kafka-topics.js';

describeWithKafka('A topic that wants two replicas in sync', () => {
  it('cannot be written while one of two brokers is dead, and the failed transaction is never seen', async () => {
    const cluster = await ownCluster(2);
    const { settings, last } = cluster;
    try {
      const topics = kafkaTopics({ ...settings, replication: { factor: 2, minInSyncReplicas: 2 } }, QUIET);
      const { changes } = testTopics();
      await topics.ensure([changes]);
      const name = randomUUID();
      const message = (sequence: bigint, key: string) =>
        cloudEvent(changes, { id: String(sequence), sequence, key, message: { type: 'linked' } }, { type: 'linked' }, 'urn:test');
      const publisher = await topics.open(name);
      await publisher.publish([message(1n, 'a')], new Map([['set', { sequence: 1n }]]));
      // So that the first transaction is over on both.
      await sleep(500);
      last.kill();
      await sleep(4000);
      const failed = await publisher
        .publish([message(2n, 'a'), message(3n, 'b')], new Map([['set', { sequence: 3n }]]))
        .catch((error: unknown) => error);
      expect((failed as TopicsError).code).toBe('too-few-replicas');
      await publisher.close();
      await last.start();
      const successor = await topics.open(name);
      expect(successor.publishedUpTo).toEqual(new Map([['set', { sequence: 1n }]]));
      await successor.publish([message(2n, 'a'), message(3n, 'b')], new Map([['set', { sequence: 3n }]]));
      await successor.close();
      const messages = await readTopic(settings, changes.name, ({ length }) => length >= 3);
      expect(messages.map(({ headers }) => Number(headers.ce_sequence)).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    } finally {
      await cluster.remove();
    }
  }, 120_000);
});
