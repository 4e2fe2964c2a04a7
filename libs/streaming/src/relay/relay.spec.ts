import { randomUUID } from 'node:crypto';
import type { Outbox } from '#views';
import type { TopicContract } from '../contracts/topic-contract.js';
import { connectKafka } from '../kafka/connect-kafka.js';
import { kafkaTopics } from '../kafka/kafka-topics.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { madeUpOutbox } from '../testing/made-up-outbox.js';
import { readTopic } from '../testing/read-topic.js';
import { identityMessage, published, relayUntil, waits } from '../testing/relay-until.js';
import { testContracts } from '../testing/test-topics.js';

describeWithKafka('The relay', () => {
  it('publishes each message once, in order per key, as a CloudEvent', async () => {
    const { identity, all } = testContracts();
    await relayUntil(
      testKafka(),
      { outbox: madeUpOutbox({ head: () => 3000, message: identityMessage }), contracts: all },
      published(3000),
    );
    const messages = await readTopic(testKafka(), identity.name, ({ length }) => length >= 3000);
    expect(messages).toHaveLength(3000);
    for (let customer = 0; customer < 7; customer += 1) {
      const own = messages.filter(({ key }) => key === `customer-${customer}`).map(({ headers }) => headers.ce_sequence ?? '');
      expect(own).toEqual(own.toSorted());
      expect(new Set(own).size).toBe(own.length);
    }
    expect(messages[0]?.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^first-\d+$/),
      ce_source: 'urn:test',
      ce_type: 'touchstone.identity.linked',
      ce_sequence: expect.stringMatching(/^\d{19}$/),
      'content-type': 'application/json',
    });
  });

  it('is not delayed by a subscriber that stops reading and later finds everything', async () => {
    const { identity, all } = testContracts();
    await relayUntil(
      testKafka(),
      { outbox: madeUpOutbox({ head: () => 5, message: identityMessage }), contracts: all },
      published(5),
    );
    const lagging = connectKafka(testKafka(), QUIET).consumer({ groupId: `lags-${randomUUID()}` });
    await lagging.connect();
    await lagging.subscribe({ topic: identity.name, fromBeginning: true });
    const read: string[] = [];
    let goOn: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (goOn = resolve));
    await new Promise<void>((resolve) => {
      void lagging.run({
        eachMessage: async ({ message }) => {
          read.push(String(message.headers?.ce_sequence));
          resolve();
          await stopped;
        },
      });
    });
    const before = read.length;
    const started = Date.now();
    const outbox = madeUpOutbox({ head: () => 4000, message: (sequence) => identityMessage(sequence + 5) });
    await relayUntil(testKafka(), { outbox, contracts: all }, published(4000));
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(read.length).toBe(before);
    goOn();
    for (let tries = 0; tries < 200 && read.length < 4005; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    await lagging.disconnect();
    expect(read).toHaveLength(4005);
  });

  it('resumes where the one before it stopped, and removes published messages from the outbox', async () => {
    const { identity, all } = testContracts();
    const name = `relay-${randomUUID()}`;
    let head = 10;
    const outbox = madeUpOutbox({ head: () => head, message: identityMessage });
    await relayUntil(testKafka(), { outbox, contracts: all, name }, published(10));
    expect((await outbox.read('recognition', 0n, 100)).map(({ sequence }) => sequence)).toEqual([10n]);
    head = 25;
    await relayUntil(testKafka(), { outbox, contracts: all, name }, published(15));
    const messages = await readTopic(testKafka(), identity.name, ({ length }) => length >= 25);
    expect(messages.map(({ headers }) => Number(headers.ce_sequence)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, n) => n + 1),
    );
  });

  it('publishes a state once for all announcements of a batch, and null when there is none any more', async () => {
    const { customers, all } = testContracts();
    const outbox = madeUpOutbox({
      head: () => 40,
      message: (sequence) => ({ topic: 'customers', key: sequence % 2 === 0 ? 'here' : 'gone', message: null }),
    });
    const currentState = (): Promise<ReadonlyMap<string, unknown>> => Promise.resolve(new Map([['here', { id: 'here' }]]));
    await relayUntil(testKafka(), { outbox, contracts: all, currentState }, published(2));
    const messages = await readTopic(testKafka(), customers.name, ({ length }) => length >= 2);
    expect(new Map(messages.map(({ key, value }) => [key, value]))).toEqual(
      new Map([
        ['gone', null],
        ['here', '{"id":"here"}'],
      ]),
    );
    expect(messages).toHaveLength(2);
  });

  it('publishes what comes before a message that is too large, names that one, and goes on once the topic allows it', async () => {
    const { identity, all } = testContracts();
    const outbox = madeUpOutbox({
      head: () => 9,
      message: (sequence) => {
        const { topic, key, message } = identityMessage(sequence);
        return { topic, key, message: sequence === 6 ? { ...(message as object), extra: 'x'.repeat(1_100_000) } : message };
      },
    });
    const admin = connectKafka(testKafka(), QUIET).admin();
    let raised: Promise<unknown> | undefined;
    const seen = await relayUntil(testKafka(), { outbox, contracts: all }, (status) => {
      if (waits(status))
        raised ??= admin.connect().then(() =>
          admin.alterConfigs({
            validateOnly: false,
            resources: [
              {
                type: 2,
                name: identity.name,
                configEntries: [
                  { name: 'max.message.bytes', value: '2000000' },
                  { name: 'cleanup.policy', value: 'delete' },
                  { name: 'retention.ms', value: String(identity.settings.retentionMs) },
                  { name: 'min.insync.replicas', value: '1' },
                ],
              },
            ],
          }),
        );
      return status.published >= 9;
    });
    await raised;
    await admin.disconnect();
    expect(seen.find(waits)?.problem).toMatchObject({
      code: 'message-too-large',
      topic: identity.name,
      set: 'recognition',
      sequence: 6n,
    });
    expect(seen.find(waits)?.published).toBe(5);
    const messages = await readTopic(testKafka(), identity.name, ({ length }) => length >= 9);
    expect(messages).toHaveLength(9);
  });

  it('waits where a message is for a topic that it does not know, and says which', async () => {
    const { all } = testContracts();
    const outbox = madeUpOutbox({
      head: () => 3,
      message: (sequence) => (sequence === 3 ? { topic: 'of-tomorrow', key: 'k', message: {} } : identityMessage(sequence)),
    });
    const seen = await relayUntil(testKafka(), { outbox, contracts: all }, waits);
    expect(seen.at(-2)?.published).toBe(2);
    expect(seen.find(waits)?.problem).toMatchObject({ code: 'unknown-topic', topic: 'of-tomorrow', sequence: 3n, attempts: 1 });
  });

  describe('given another outbox than the one it published', () => {
    const published20 = async (): Promise<{ name: string; all: readonly TopicContract[]; topic: string }> => {
      const { identity, all } = testContracts();
      const name = `relay-${randomUUID()}`;
      const outbox = madeUpOutbox({ head: () => 20, message: identityMessage });
      await relayUntil(testKafka(), { outbox, contracts: all, name }, published(20));
      return { name, all, topic: identity.name };
    };

    it('publishes and trims nothing, also once it has grown beyond what is published, until the relay gets another name', async () => {
      const { name, all, topic } = await published20();
      let head = 4;
      const outbox = madeUpOutbox({ head: () => head, message: identityMessage, generation: 'second' });
      const seen = await relayUntil(testKafka(), { outbox, contracts: all, name }, ({ problem, published: sent }) => {
        if (problem) head = 30;
        return sent > 0 || (problem?.attempts ?? 0) >= 3;
      });
      expect(seen.find(({ problem }) => problem?.attempts === 3)).toMatchObject({
        published: 0,
        problem: { code: 'another-outbox', set: 'recognition', sequence: 20n, attempts: 3 },
      });
      const later = await relayUntil(
        testKafka(),
        { outbox, contracts: all, name },
        (status) => waits(status) || published(1)(status),
      );
      expect(later.find(waits)?.problem?.code).toBe('another-outbox');

      await relayUntil(testKafka(), { outbox, contracts: all, name: `relay-${randomUUID()}` }, published(30));
      const ids = (await readTopic(testKafka(), topic, ({ length }) => length >= 50)).map(({ headers }) => headers.ce_id ?? '');
      expect(ids).toHaveLength(50);
      expect(ids.filter((id) => id.startsWith('second'))).toHaveLength(30);
      expect(new Set(ids).size).toBe(50);
    });

    it('goes on where it is the same one, restored whole', async () => {
      const { name, all } = await published20();
      const outbox = madeUpOutbox({ head: () => 22, message: identityMessage });
      const seen = await relayUntil(testKafka(), { outbox, contracts: all, name }, published(2));
      expect(seen.some(waits)).toBe(false);
    });

    it('compares only the sequence where an earlier version kept the progress', async () => {
      const { all } = testContracts();
      const topics = kafkaTopics(testKafka(), QUIET);
      const progressed = async (): Promise<string> => {
        const name = `relay-${randomUUID()}`;
        await topics.ensure(all);
        const publisher = await topics.open(name);
        await publisher.publish([], new Map([['recognition', { sequence: 20n }]]));
        await publisher.close();
        return name;
      };
      const outbox = (count: number): Outbox => madeUpOutbox({ head: () => count, message: identityMessage });
      const behind = await relayUntil(testKafka(), { outbox: outbox(4), contracts: all, name: await progressed() }, waits);
      expect(behind.find(waits)?.problem?.code).toBe('another-outbox');
      const ahead = await relayUntil(testKafka(), { outbox: outbox(22), contracts: all, name: await progressed() }, published(2));
      expect(ahead.some(waits)).toBe(false);
    });
  });

  it('waits while Kafka does not answer, and says so and how much waits', async () => {
    const { all } = testContracts();
    const topics = kafkaTopics({ brokers: ['127.0.0.1:1'] }, QUIET);
    const seen = await relayUntil(
      testKafka(),
      { outbox: madeUpOutbox({ head: () => 12, message: identityMessage }), contracts: all, topics },
      (status) => waits(status) && status.sets[0]?.waiting === 12,
    );
    expect(seen.find(waits)?.problem).toMatchObject({ code: 'unreachable', attempts: 1 });
  });
});
