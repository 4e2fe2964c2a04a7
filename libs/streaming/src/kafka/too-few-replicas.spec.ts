import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloudEvent } from '../contracts/cloud-event.js';
import { describeWithKafka, ownBroker, QUIET } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testContracts } from '../testing/test-topics.js';
import type { TopicsError } from '../topics.js';
import { connectKafka } from './connect-kafka.js';
import { kafkaTopics } from './kafka-topics.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describeWithKafka('A topic that wants two replicas in sync', () => {
  it('cannot be written while one of two brokers is dead, and the failed transaction is never seen', async () => {
    const quick = {
      'broker.session.timeout.ms': '2000',
      'broker.heartbeat.interval.ms': '500',
      'replica.lag.time.max.ms': '2000',
    };
    const first = await ownBroker(quick);
    // So that the state of transactions lies with the broker that stays.
    const warm = connectKafka(first.settings, QUIET).producer({
      transactionalId: 'warm',
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await warm.connect();
    await (await warm.transaction()).abort();
    await warm.disconnect();
    const port = await freePort();
    const { id, controllerPort } = first.cluster;
    const second = await ownBroker(
      {
        ...quick,
        'process.roles': 'broker',
        'node.id': '2',
        'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
        listeners: `PLAINTEXT://127.0.0.1:${port}`,
      },
      ['--port', String(port), '--cluster', id],
    );
    try {
      const topics = kafkaTopics({ ...first.settings, replication: { factor: 2, minInSyncReplicas: 2 } }, QUIET);
      const { identity } = testContracts();
      await topics.ensure([identity]);
      const name = randomUUID();
      const message = (sequence: bigint, key: string) =>
        cloudEvent(identity, { set: 'set', sequence, key, message: { type: 'linked' } }, { type: 'linked' }, 'urn:test');
      const publisher = await topics.open(name);
      await publisher.publish([message(1n, 'a')], new Map([['set', 1n]]));
      // So that the first transaction is over on both.
      await sleep(500);
      second.kill();
      await sleep(4000);
      const failed = await publisher
        .publish([message(2n, 'a'), message(3n, 'b')], new Map([['set', 3n]]))
        .catch((error: unknown) => error);
      expect((failed as TopicsError).code).toBe('too-few-replicas');
      await publisher.close();
      await second.start();
      const successor = await topics.open(name);
      expect(successor.publishedUpTo).toEqual(new Map([['set', 1n]]));
      await successor.publish([message(2n, 'a'), message(3n, 'b')], new Map([['set', 3n]]));
      await successor.close();
      const messages = await readTopic(first.settings, identity.name, ({ length }) => length >= 3);
      expect(messages.map(({ headers }) => Number(headers.ce_sequence)).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    } finally {
      await Promise.all([first.remove(), second.remove()]);
    }
  }, 120_000);
});
