import { randomUUID } from 'node:crypto';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { type DeadLetter, sendDeadLetters } from './dead-letters.js';

function letter(offset: number): DeadLetter {
  return {
    partition: 5,
    message: {
      key: Buffer.from(`key-${offset}`),
      value: Buffer.from('bad'),
      timestamp: '0',
      attributes: 0,
      offset: String(offset),
      headers: {},
    },
    result: { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: 'id is missing' } },
  };
}

describeWithKafka('The dead letters of a partition', () => {
  it('go to one partition, in their order, whatever their keys', async () => {
    const kafka = connectKafka(testKafka(), QUIET);
    const topic = `test.intake.${randomUUID().slice(0, 8)}`;
    const dead = `${topic}.dead-letter`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [topic, dead].map((name) => ({ topic: name, numPartitions: 6 })) });
    await admin.disconnect();
    const letters = Array.from({ length: 20 }, (_, n) => letter(n));
    await sendDeadLetters(kafka, dead, { groupId: `group-${topic}`, topic, partition: 5, next: '20', letters });
    const read = await readTopic(testKafka(), dead, ({ length }) => length >= 20);
    expect(read.map(({ partition, headers }) => [partition, headers['source-offset']])).toEqual(
      letters.map(({ message }) => [5, message.offset]),
    );
  }, 60_000);
});
