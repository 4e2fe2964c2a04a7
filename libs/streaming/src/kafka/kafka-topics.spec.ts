import { randomUUID } from 'node:crypto';
import { cloudEvent, type OutgoingMessage } from '../contracts/cloud-event.js';
import type { TopicContract } from '#slice';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testTopics } from '../testing/test-topics.js';
import { type PublishedUpTo, type Publisher, TopicsError } from '../topics.js';
import { connectKafka } from './connect-kafka.js';
import { kafkaTopics } from './kafka-topics.js';
import { PROGRESS_TOPIC } from './relay-progress.js';

const upTo = (sequence: bigint): PublishedUpTo => new Map([['set', { sequence, id: `id-${sequence}` }]]);

function message(contract: TopicContract, sequence: number, text = ''): OutgoingMessage {
  const value = { type: 'linked', to: 'k', handles: [text], position: String(sequence) };
  return cloudEvent(contract, { id: `id-${sequence}`, sequence: BigInt(sequence), key: 'k', message: value }, value, 'urn:test');
}

async function failure(work: Promise<unknown>): Promise<TopicsError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TopicsError);
  return error as TopicsError;
}

describeWithKafka('Topics on Kafka', () => {
  const topics = kafkaTopics(testKafka(), QUIET);
  const opened: Publisher[] = [];
  const open = async (name: string): Promise<Publisher> => {
    const publisher = await topics.open(name);
    opened.push(publisher);
    return publisher;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((publisher) => publisher.close()));
  });

  it('keep the progress of each publisher, per view set', async () => {
    const { changes, all } = testTopics();
    await topics.ensure(all);
    const [one, other] = [randomUUID(), randomUUID()];
    const first = await open(one);
    expect(first.publishedUpTo).toEqual(new Map());
    await first.publish([message(changes, 1)], new Map([['a', { sequence: 7n }]]));
    await first.publish([message(changes, 2)], new Map([['b', { sequence: 2n ** 60n, id: 'id-b' }]]));
    await (await open(other)).publish([message(changes, 3)], new Map([['a', { sequence: 1n }]]));
    expect((await open(one)).publishedUpTo).toEqual(
      new Map([
        ['a', { sequence: 7n }],
        ['b', { sequence: 2n ** 60n, id: 'id-b' }],
      ]),
    );
  });

  it('read the progress that earlier versions kept, which has no message ids', async () => {
    await topics.ensure([]);
    const name = randomUUID();
    const producer = connectKafka(testKafka(), QUIET).producer();
    await producer.connect();
    await producer.send({ topic: PROGRESS_TOPIC.name, messages: [{ key: name, value: '{"set":"7"}' }] });
    await producer.disconnect();
    expect((await open(name)).publishedUpTo).toEqual(new Map([['set', { sequence: 7n }]]));
  });

  it('let nothing through from a publisher that another of its name has replaced', async () => {
    const { changes, all } = testTopics();
    await topics.ensure(all);
    const name = randomUUID();
    const zombie = await open(name);
    await zombie.publish([message(changes, 1)], upTo(1n));
    const successor = await open(name);
    expect(successor.publishedUpTo).toEqual(upTo(1n));
    expect((await failure(zombie.publish([message(changes, 2)], upTo(2n)))).code).toBe('fenced');
    await successor.publish([message(changes, 2)], upTo(2n));
    const messages = await readTopic(testKafka(), changes.name, ({ length }) => length >= 2);
    expect(messages.map(({ headers }) => Number(headers.ce_sequence))).toEqual([1, 2]);
  });

  it('take a transaction of many megabytes for one key, in order', async () => {
    const { changes, all } = testTopics();
    await topics.ensure(all);
    const publisher = await open(randomUUID());
    const many = Array.from({ length: 300 }, (_, n) => message(changes, n + 1, 'x'.repeat(20_000)));
    await publisher.publish(many, upTo(300n));
    const messages = await readTopic(testKafka(), changes.name, ({ length }) => length >= 300);
    expect(messages.map(({ headers }) => Number(headers.ce_sequence))).toEqual(many.map((_, n) => n + 1));
  });

  it('refuse a message that is too large before anything is sent, and name it', async () => {
    const { changes, all } = testTopics();
    await topics.ensure(all);
    const publisher = await open(randomUUID());
    const both = [message(changes, 1), message(changes, 2, 'x'.repeat(1_100_000))];
    const error = await failure(publisher.publish(both, upTo(2n)));
    expect(error).toMatchObject({ code: 'message-too-large', where: { topic: changes.name, index: 1 } });
    await publisher.publish([message(changes, 1)], upTo(1n));
  });

  it('are made with their settings, and a differing one is named with its actual and required value', async () => {
    const { changes, all } = testTopics();
    await topics.ensure(all);
    await topics.ensure(all);
    const wider = { ...changes, settings: { ...changes.settings, partitions: 9 } };
    expect((await failure(topics.ensure([wider]))).message).toContain(`Topic ${changes.name} has partitions 4; it should be 9.`);
    const compacted = { ...changes, settings: { ...changes.settings, cleanupPolicy: 'compact' as const } };
    const error = await failure(topics.ensure([compacted]));
    expect(error.message).toContain('cleanup.policy delete; it should be compact');
    expect(error).toMatchObject({ code: 'topic-mismatch', where: { topic: changes.name } });
    const copied = kafkaTopics({ ...testKafka(), replication: { factor: 3, minInSyncReplicas: 2 } }, QUIET);
    expect((await failure(copied.ensure([changes]))).message).toContain('replication factor 1; it should be 3');
  });

  it('say when there are fewer brokers than copies asked for', async () => {
    const { all } = testTopics();
    const copied = kafkaTopics({ ...testKafka(), replication: { factor: 3, minInSyncReplicas: 2 } }, QUIET);
    expect((await failure(copied.ensure(all))).code).toBe('too-few-replicas');
  });

  it('say when a topic is gone', async () => {
    const { changes } = testTopics();
    await topics.ensure([]);
    const publisher = await open(randomUUID());
    const error = await failure(publisher.publish([message(changes, 1)], upTo(1n)));
    expect(error).toMatchObject({ code: 'unknown-topic', where: { topic: changes.name } });
  });

  it('say when nobody answers', async () => {
    const nowhere = kafkaTopics({ brokers: ['127.0.0.1:1'] }, QUIET);
    expect((await failure(nowhere.ensure([]))).code).toBe('unreachable');
    expect((await failure(nowhere.open('nobody'))).code).toBe('unreachable');
  }, 30_000);
});
