import { randomUUID } from 'node:crypto';
import { START } from '#events';
import type { Outbox } from '#views';
import type { CurrentStates, PublishedTopics, PublishingReads, TranslatedKeys } from '#slice';
import { connectKafka } from '../kafka/connect-kafka.js';
import { kafkaTopics } from '../kafka/kafka-topics.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { madeUpOutbox } from '../testing/made-up-outbox.js';
import { readTopic } from '../testing/read-topic.js';
import { changeMessage, published, relayUntil, waits } from '../testing/relay-until.js';
import { testTopics } from '../testing/test-topics.js';

describeWithKafka('The relay', () => {
  it('publishes each message once, in order per key, as a CloudEvent', async () => {
    const { changes, topics } = testTopics();
    await relayUntil(
      testKafka(),
      { outbox: madeUpOutbox({ head: () => 3000, message: changeMessage }), topics },
      published(3000),
    );
    const messages = await readTopic(testKafka(), changes.name, ({ length }) => length >= 3000);
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
      ce_type: 'test.changes.linked',
      ce_sequence: expect.stringMatching(/^\d{19}$/),
      'content-type': 'application/json',
    });
  });

  it('is not delayed by a subscriber that stops reading and later finds everything', async () => {
    const { changes, topics } = testTopics();
    await relayUntil(testKafka(), { outbox: madeUpOutbox({ head: () => 5, message: changeMessage }), topics }, published(5));
    const lagging = connectKafka(testKafka(), QUIET).consumer({ groupId: `lags-${randomUUID()}` });
    await lagging.connect();
    await lagging.subscribe({ topic: changes.name, fromBeginning: true });
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
    const outbox = madeUpOutbox({ head: () => 4000, message: (sequence) => changeMessage(sequence + 5) });
    await relayUntil(testKafka(), { outbox, topics }, published(4000));
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(read.length).toBe(before);
    goOn();
    for (let tries = 0; tries < 200 && read.length < 4005; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    await lagging.disconnect();
    expect(read).toHaveLength(4005);
  });

  it('resumes where the one before it stopped, and removes published messages from the outbox', async () => {
    const { changes, topics } = testTopics();
    const name = `relay-${randomUUID()}`;
    let head = 10;
    const outbox = madeUpOutbox({ head: () => head, message: changeMessage });
    await relayUntil(testKafka(), { outbox, topics, name }, published(10));
    expect((await outbox.read('recognition', 0n, 100)).map(({ sequence }) => sequence)).toEqual([10n]);
    head = 25;
    await relayUntil(testKafka(), { outbox, topics, name }, published(15));
    const messages = await readTopic(testKafka(), changes.name, ({ length }) => length >= 25);
    expect(messages.map(({ headers }) => Number(headers.ce_sequence)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, n) => n + 1),
    );
  });

  it('publishes a state once for all announcements of a batch, and null when there is none any more', async () => {
    const { states, topics } = testTopics();
    const outbox = madeUpOutbox({
      head: () => 40,
      message: (sequence) => ({ topic: 'states', key: sequence % 2 === 0 ? 'here' : 'gone', message: null }),
    });
    const current: CurrentStates = () => Promise.resolve(new Map([['here', { id: 'here' }]]));
    await relayUntil(
      testKafka(),
      { outbox, topics: { ...topics, states: { contract: states, states: () => current } } },
      published(2),
    );
    const messages = await readTopic(testKafka(), states.name, ({ length }) => length >= 2);
    expect(new Map(messages.map(({ key, value }) => [key, value]))).toEqual(
      new Map([
        ['gone', null],
        ['here', '{"id":"here"}'],
      ]),
    );
    expect(messages).toHaveLength(2);
  });

  it('publishes the states of each topic that has some, and what was announced under another name under the key it has there', async () => {
    const [{ states: people }, { states: houses }] = [testTopics(), testTopics()];
    const statesOf =
      (what: string) =>
      (): CurrentStates =>
      (keys): Promise<ReadonlyMap<string, unknown>> =>
        Promise.resolve(new Map(keys.map((key) => [key, { id: key, what }])));
    const inHouse: TranslatedKeys = (keys) => Promise.resolve(new Map(keys.map((key) => [key, key.replace(/\d+$/, '')])));
    const topics: PublishedTopics = {
      people: { contract: people, states: statesOf('person') },
      houses: {
        contract: houses,
        states: statesOf('house'),
        alsoAnnouncedAs: { people: () => inHouse, rooms: () => () => Promise.resolve(new Map([['room', 'hill']])) },
      },
    };
    const announced = ['people', 'houses', 'rooms'];
    const outbox = madeUpOutbox({
      head: () => 9,
      message: (sequence) => {
        const topic = announced[sequence % 3] ?? '';
        return { topic, key: topic === 'people' ? `mill${sequence}` : topic === 'rooms' ? 'room' : 'dale', message: null };
      },
    });
    // People 3, 6 and 9; the houses dale, mill and hill.
    await relayUntil(testKafka(), { outbox, topics }, published(6));
    const persons = await readTopic(testKafka(), people.name, ({ length }) => length >= 3);
    const homes = await readTopic(testKafka(), houses.name, ({ length }) => length >= 3);
    expect(persons.map(({ value }) => String(value)).toSorted()).toEqual(
      [3, 6, 9].map((n) => JSON.stringify({ id: `mill${n}`, what: 'person' })),
    );
    expect(homes.map(({ value }) => String(value)).toSorted()).toEqual(
      ['dale', 'hill', 'mill'].map((id) => JSON.stringify({ id, what: 'house' })),
    );
    expect(new Set([...persons, ...homes].map(({ headers }) => headers.ce_id)).size).toBe(6);
  });

  it('reads keys and states from the edition that announced them', async () => {
    const { changes, states } = testTopics();
    const asked: string[] = [];
    const reads: PublishingReads = {
      reader: (set) => ({
        all: () => Promise.resolve([]),
        position: () => {
          asked.push(`position of ${set}`);
          return Promise.resolve(START);
        },
      }),
    };
    const noting =
      <T>(what: string, answer: T) =>
      (): Promise<T> => {
        asked.push(what);
        return Promise.resolve(answer);
      };
    const topics: PublishedTopics = {
      changes: { contract: changes },
      states: {
        contract: states,
        states: () => noting('states', new Map()),
        alsoAnnouncedAs: { rooms: () => noting('keys', new Map([['room', 'house']])) },
      },
    };
    const outbox = madeUpOutbox({ head: () => 1, message: () => ({ topic: 'rooms', key: 'room', message: null }) });
    await relayUntil(testKafka(), { outbox, topics, reads }, published(1));
    expect(asked).toEqual(['position of recognition', 'keys', 'states']);
  });

  it('publishes what comes before a message that is too large, names that one, and goes on once the topic allows it', async () => {
    const { changes, topics } = testTopics();
    const outbox = madeUpOutbox({
      head: () => 9,
      message: (sequence) => {
        const { topic, key, message } = changeMessage(sequence);
        return { topic, key, message: sequence === 6 ? { ...(message as object), extra: 'x'.repeat(1_100_000) } : message };
      },
    });
    const admin = connectKafka(testKafka(), QUIET).admin();
    let raised: Promise<unknown> | undefined;
    const seen = await relayUntil(testKafka(), { outbox, topics }, (status) => {
      if (waits(status))
        raised ??= admin.connect().then(() =>
          admin.alterConfigs({
            validateOnly: false,
            resources: [
              {
                type: 2,
                name: changes.name,
                configEntries: [
                  { name: 'max.message.bytes', value: '2000000' },
                  { name: 'cleanup.policy', value: 'delete' },
                  { name: 'retention.ms', value: String(changes.settings.retentionMs) },
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
      topic: changes.name,
      set: 'recognition',
      sequence: 6n,
    });
    expect(seen.find(waits)?.published).toBe(5);
    const messages = await readTopic(testKafka(), changes.name, ({ length }) => length >= 9);
    expect(messages).toHaveLength(9);
  });

  it('waits where a message is for a topic that it does not know, and says which', async () => {
    const { topics } = testTopics();
    const outbox = madeUpOutbox({
      head: () => 3,
      message: (sequence) => (sequence === 3 ? { topic: 'of-tomorrow', key: 'k', message: {} } : changeMessage(sequence)),
    });
    const seen = await relayUntil(testKafka(), { outbox, topics }, waits);
    expect(seen.at(-2)?.published).toBe(2);
    expect(seen.find(waits)?.problem).toMatchObject({ code: 'unknown-topic', topic: 'of-tomorrow', sequence: 3n, attempts: 1 });
  });

  describe('given another outbox than the one it published', () => {
    const published20 = async (): Promise<{ name: string; topics: PublishedTopics; topic: string }> => {
      const { changes, topics } = testTopics();
      const name = `relay-${randomUUID()}`;
      const outbox = madeUpOutbox({ head: () => 20, message: changeMessage });
      await relayUntil(testKafka(), { outbox, topics, name }, published(20));
      return { name, topics, topic: changes.name };
    };

    it('publishes and trims nothing, also once it has grown beyond what is published, until the relay gets another name', async () => {
      const { name, topics, topic } = await published20();
      let head = 4;
      const outbox = madeUpOutbox({ head: () => head, message: changeMessage, generation: 'second' });
      const seen = await relayUntil(testKafka(), { outbox, topics, name }, ({ problem, published: sent }) => {
        if (problem) head = 30;
        return sent > 0 || (problem?.attempts ?? 0) >= 3;
      });
      expect(seen.find(({ problem }) => problem?.attempts === 3)).toMatchObject({
        published: 0,
        problem: { code: 'another-outbox', set: 'recognition', sequence: 20n, attempts: 3 },
      });
      const later = await relayUntil(testKafka(), { outbox, topics, name }, (status) => waits(status) || published(1)(status));
      expect(later.find(waits)?.problem?.code).toBe('another-outbox');

      await relayUntil(testKafka(), { outbox, topics, name: `relay-${randomUUID()}` }, published(30));
      const ids = (await readTopic(testKafka(), topic, ({ length }) => length >= 50)).map(({ headers }) => headers.ce_id ?? '');
      expect(ids).toHaveLength(50);
      expect(ids.filter((id) => id.startsWith('second'))).toHaveLength(30);
      expect(new Set(ids).size).toBe(50);
    });

    it('goes on where it is the same one, restored whole', async () => {
      const { name, topics } = await published20();
      const outbox = madeUpOutbox({ head: () => 22, message: changeMessage });
      const seen = await relayUntil(testKafka(), { outbox, topics, name }, published(2));
      expect(seen.some(waits)).toBe(false);
    });

    it('compares only the sequence where an earlier version kept the progress', async () => {
      const { all, topics } = testTopics();
      const broker = kafkaTopics(testKafka(), QUIET);
      const progressed = async (): Promise<string> => {
        const name = `relay-${randomUUID()}`;
        await broker.ensure(all);
        const publisher = await broker.open(name);
        await publisher.publish([], new Map([['recognition', { sequence: 20n }]]));
        await publisher.close();
        return name;
      };
      const outbox = (count: number): Outbox => madeUpOutbox({ head: () => count, message: changeMessage });
      const behind = await relayUntil(testKafka(), { outbox: outbox(4), topics, name: await progressed() }, waits);
      expect(behind.find(waits)?.problem?.code).toBe('another-outbox');
      const ahead = await relayUntil(testKafka(), { outbox: outbox(22), topics, name: await progressed() }, published(2));
      expect(ahead.some(waits)).toBe(false);
    });
  });

  it('waits while Kafka does not answer, and says so and how much waits', async () => {
    const { topics } = testTopics();
    const broker = kafkaTopics({ brokers: ['127.0.0.1:1'] }, QUIET);
    const seen = await relayUntil(
      testKafka(),
      { outbox: madeUpOutbox({ head: () => 12, message: changeMessage }), topics, broker },
      (status) => waits(status) && status.sets[0]?.waiting === 12,
    );
    expect(seen.find(waits)?.problem).toMatchObject({ code: 'unreachable', attempts: 1 });
  });
});
