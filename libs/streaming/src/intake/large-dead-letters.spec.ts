import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, type Message } from 'kafkajs';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { consumeTouchpoints, type IntakeOptions } from './consume-touchpoints.js';

const MEGABYTE = 1_048_576;

/** Refuses what begins with `bad`, with a reason that is as long as the message. */
const record: IntakeOptions['record'] = (lines) =>
  Promise.resolve(
    lines.map(({ text }) =>
      text.startsWith('bad')
        ? { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: text } }
        : { status: 'accepted', id: text, position: '1' },
    ),
  );

/** Takes the topic in until all of it is committed; gives the dead letters. */
async function takeIn(topic: string, { messages, letters }: { messages: number; letters: number }) {
  const kafka = connectKafka(testKafka(), QUIET);
  const groupId = `group-${topic}`;
  const stop = new AbortController();
  const intake = { kafka: testKafka(), topic, groupId, record, signal: stop.signal, log: QUIET, onStatus: () => undefined };
  const ended = consumeTouchpoints(intake);
  const admin = kafka.admin();
  await admin.connect();
  try {
    const committed = async (): Promise<number> =>
      Number((await admin.fetchOffsets({ groupId, topics: [topic] }))[0]?.partitions[0]?.offset);
    for (const end = Date.now() + 20_000; (await committed()) < messages; await sleep(100))
      if (Date.now() > end) throw new Error('The offset was not committed.');
    return await readTopic(testKafka(), `${topic}.dead-letter`, ({ length }) => length >= letters);
  } finally {
    stop.abort();
    await ended;
    await admin.disconnect();
  }
}

async function topicWith(messages: readonly Message[], largestLetter?: number): Promise<string> {
  const kafka = connectKafka(testKafka(), QUIET);
  const topic = `test.intake.${randomUUID().slice(0, 8)}`;
  const admin = kafka.admin();
  await admin.connect();
  const dead = { topic: `${topic}.dead-letter`, configEntries: [{ name: 'max.message.bytes', value: String(largestLetter) }] };
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic }, ...(largestLetter === undefined ? [] : [dead])] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  for (const message of messages) await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [message] });
  await producer.disconnect();
  return topic;
}

describeWithKafka('Dead letters larger than their topic takes', () => {
  it('go without what is too large, say so, and hold nothing up', async () => {
    const topic = await topicWith([
      { key: 'k', value: 'good' },
      { key: 'k', value: `bad${'x'.repeat(3 * MEGABYTE)}` },
      { key: 'k'.repeat(2 * MEGABYTE), value: 'bad', partition: 0 },
      { key: 'k', value: 'good again' },
    ]);
    const letters = await takeIn(topic, { messages: 4, letters: 2 });
    expect(letters.map(({ key, value }) => [key, value])).toEqual([
      ['k', null],
      ['', 'bad'],
    ]);
    expect(letters.map(({ headers }) => headers['left-out'])).toEqual([
      'value: too large for this topic',
      'key: too large for this topic',
    ]);
    expect(letters.map(({ headers }) => headers['source-offset'])).toEqual(['1', '2']);
  }, 60_000);

  it('are measured by the settings of the topic that is there', async () => {
    const small = Array.from({ length: 30 }, (_, n) => ({ value: `bad ${n} ${randomBytes(500).toString('hex')}` }));
    const topic = await topicWith([...small, { value: `bad${'x'.repeat(30_000)}` }, { value: 'good' }], 10_000);
    const letters = await takeIn(topic, { messages: 32, letters: 31 });
    expect(letters.map(({ value }) => value)).toEqual([...small.map(({ value }) => value), null]);
    expect(letters.at(-1)?.headers['detail']).toHaveLength(500);
  }, 60_000);
});
