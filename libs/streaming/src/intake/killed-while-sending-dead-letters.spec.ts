import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { CompressionTypes } from 'kafkajs';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { consumeTouchpoints } from './consume-touchpoints.js';
import { sendDeadLetters } from './dead-letters.js';

/** Takes in, every tenth message a bad one, and is killed when the transaction of its second chunk has come to a point. */
const INTAKE = `
  const { Kafka } = require('kafkajs');
  const { consumeTouchpoints } = require(${JSON.stringify(join(__dirname, 'consume-touchpoints.ts'))});
  const [topic, brokers, point] = process.argv.slice(1);
  const { producer } = Kafka.prototype;
  let transactions = 0;
  Kafka.prototype.producer = function (options) {
    const made = producer.call(this, options);
    return { ...made, async transaction() {
      const transaction = await made.transaction();
      transactions += 1;
      if (transactions < 2) return transaction;
      return { ...transaction, async [point](...given) {
        await transaction[point](...given);
        process.kill(process.pid, 'SIGKILL');
      } };
    } };
  };
  const quarantined = { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: 'it is bad' } };
  void consumeTouchpoints({
    kafka: { brokers: brokers.split(',') }, topic, groupId: 'group-' + topic, signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {} }, onStatus() {},
    record: async (lines) => lines.map(({ text }) => text.startsWith('bad') ? quarantined : { status: 'accepted', id: text, position: '1' }),
  });
`;

const MESSAGES = 1000;
const isBad = (n: number): boolean => n % 10 === 3;
const BAD = Array.from({ length: MESSAGES }, (_, n) => n).filter(isBad);

describeWithKafka('Dead letters', () => {
  it('are there once each, in order, whether the intake is killed after sending them, with their offset, or committed', async () => {
    const topics = await Promise.all(['send', 'sendOffsets', 'commit'].map(takeInAndBeKilled));
    const letters = await Promise.all(topics.map((topic) => takeInTheRest(topic)));
    for (const offsets of letters) expect(offsets).toEqual(BAD);
  }, 120_000);

  it('are there once when several owners of a partition send the same ones, and the offset is committed with them', async () => {
    const topic = await topicWith(['bad']);
    const kafka = connectKafka(testKafka(), QUIET);
    const message = { offset: '0', key: null, value: Buffer.from('bad'), timestamp: '0', attributes: 0, headers: {} };
    const result = { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: 'it is bad' } } as const;
    const letters = [{ partition: 0, message, result }];
    const groupId = `group-${topic}`;
    const send = () => sendDeadLetters(kafka, `${topic}.dead-letter`, { groupId, topic, partition: 0, next: '1', letters });
    const ends = await Promise.allSettled([send(), send(), send()]);
    expect(ends.map(({ status }) => status)).toContain('fulfilled');
    await send();
    expect(await lettersOf(topic, 1)).toEqual([0]);
    const admin = kafka.admin();
    await admin.connect();
    expect(await admin.fetchOffsets({ groupId, topics: [topic] })).toMatchObject([
      { partitions: [{ partition: 0, offset: '1' }] },
    ]);
    await admin.disconnect();
  });

  it('that came compressed, and are together larger than a message may be, are sent in pieces', async () => {
    const topic = await topicWith(Array.from({ length: 5 }, () => `bad${'x'.repeat(300_000)}`));
    expect(await takeInTheRest(topic, 5)).toEqual([0, 1, 2, 3, 4]);
  });
});

async function takeInAndBeKilled(point: string): Promise<string> {
  const topic = await topicWith(Array.from({ length: MESSAGES }, (_, n) => `${isBad(n) ? 'bad' : 'good'} ${n}`));
  const hook = require.resolve('../../../event-store/src/sqlite/run-typescript.cjs');
  const given = ['--conditions=source', '--require', hook, '--eval', INTAKE, topic, testKafka().brokers.join(','), point];
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [, signal] = (await once(child, 'close')) as [number, string];
  expect(signal).toBe('SIGKILL');
  return topic;
}

/** The offsets of the dead letters, as a read-committed consumer sees them at the end. */
async function takeInTheRest(topic: string, count = BAD.length): Promise<number[]> {
  const stop = new AbortController();
  const ended = consumeTouchpoints({
    kafka: testKafka(),
    topic,
    groupId: `group-${topic}`,
    signal: stop.signal,
    log: QUIET,
    onStatus: () => undefined,
    record: (lines) =>
      Promise.resolve(
        lines.map(({ text }) =>
          text.startsWith('bad')
            ? { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: 'it is bad' } }
            : { status: 'accepted', id: text, position: '1' },
        ),
      ),
  });
  try {
    return await lettersOf(topic, count);
  } finally {
    stop.abort();
    await ended;
  }
}

async function lettersOf(topic: string, count: number): Promise<number[]> {
  const messages = await readTopic(testKafka(), `${topic}.dead-letter`, ({ length }) => length >= count, { withinMs: 40_000 });
  return messages.map(({ headers }) => Number(headers['source-offset']));
}

async function topicWith(values: readonly string[]): Promise<string> {
  const kafka = connectKafka(testKafka(), QUIET);
  const topic = `test.intake.${randomUUID().slice(0, 8)}`;
  const admin = kafka.admin();
  await admin.connect();
  const topics = [topic, `${topic}.dead-letter`].map((name) => ({ topic: name, numPartitions: 1, replicationFactor: 1 }));
  await admin.createTopics({ waitForLeaders: true, topics });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages: values.map((value) => ({ key: 'k', value })) });
  await producer.disconnect();
  return topic;
}
