import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import { describeWithKafka, QUIET } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { ownCluster, type OwnCluster } from '../testing/own-cluster.js';
import type { Publisher, Topics } from '../topics.js';
import type { WantedTopic } from './ensure-topics.js';
import { kafkaTopics } from './kafka-topics.js';

jest.setTimeout(240_000);

/** Messages of a transaction, each with its number; over all partitions and so over all brokers. */
const TOGETHER = 60;
const KEYS = 500;

function madeUp(topic: string, from: number): OutgoingMessage[] {
  return Array.from({ length: TOGETHER }, (_, n) => ({
    topic,
    key: `key-${(from + n) % KEYS}`,
    value: Buffer.from(String(from + n)),
    headers: {},
  }));
}

describeWithKafka('A topic whose partitions several brokers lead', () => {
  let cluster: OwnCluster;
  let topics: Topics;
  let topic: WantedTopic;
  beforeAll(async () => {
    cluster = await ownCluster(3);
    topics = kafkaTopics(cluster.settings, QUIET);
  });
  beforeEach(async () => {
    topic = { name: `touchstone.test.${randomUUID()}`, settings: { partitions: 12, cleanupPolicy: 'delete', retentionMs: -1 } };
    await topics.ensure([topic]);
  });
  afterAll(() => cluster.remove());

  /** How a read-committed consumer sees the first `count` messages. */
  async function seen(count: number): Promise<{ missing: number; twice: number; outOfOrder: number }> {
    const read = await readTopic(cluster.settings, topic.name, ({ length }) => length >= count, {
      restMs: 2000,
      withinMs: 60_000,
    });
    const times = new Map<number, number>();
    const last = new Map<string, number>();
    let outOfOrder = 0;
    for (const { key, value } of read) {
      const number = Number(value);
      times.set(number, (times.get(number) ?? 0) + 1);
      if (number < (last.get(key) ?? 0)) outOfOrder += 1;
      last.set(key, number);
    }
    const missing = Array.from({ length: count }, (_, n) => n).filter((n) => !times.has(n)).length;
    const twice = [...times.values()].filter((many) => many > 1).length;
    return { missing, twice, outOfOrder };
  }

  it('has every message once, one transaction right after the other', async () => {
    const publisher = await topics.open(randomUUID());
    let sent = 0;
    for (; sent < 200 * TOGETHER; sent += TOGETHER)
      await publisher.publish(madeUp(topic.name, sent), new Map([['set', { sequence: BigInt(sent + TOGETHER) }]]));
    await publisher.close();
    expect(await seen(sent)).toEqual({ missing: 0, twice: 0, outOfOrder: 0 });
  });

  it('has every message once, in order for each key, while a broker is killed and comes back', async () => {
    const name = randomUUID();
    const stopping = new AbortController();
    const publishing = publishUntil(stopping.signal, name, topic.name);
    for (let round = 0; round < 2; round += 1) {
      await sleep(1500);
      cluster.last.kill();
      await sleep(4000);
      await topics.ensure([topic]);
      await cluster.last.start();
      await sleep(7000);
    }
    stopping.abort();
    const { sent, opened } = await publishing;
    // The kill had an effect: publishing failed at least once, and continued.
    expect(opened).toBeGreaterThan(1);
    expect(await seen(sent)).toEqual({ missing: 0, twice: 0, outOfOrder: 0 });
  });

  /** As the relay does: after a failure the publisher is reopened and continues from the stored progress. */
  async function publishUntil(signal: AbortSignal, name: string, to: string): Promise<{ sent: number; opened: number }> {
    let publisher: Publisher | undefined;
    let [sent, opened] = [0, 0];
    while (!signal.aborted || !publisher) {
      try {
        if (!publisher) {
          publisher = await topics.open(name);
          opened += 1;
          sent = Number(publisher.publishedUpTo.get('set')?.sequence ?? 0n);
        }
        await publisher.publish(madeUp(to, sent), new Map([['set', { sequence: BigInt(sent + TOGETHER) }]]));
        sent += TOGETHER;
      } catch {
        await publisher?.close();
        publisher = undefined;
        await sleep(200);
      }
    }
    await publisher.close();
    return { sent, opened };
  }
});
