import { Kafka, type Message, logLevel, Partitioners } from 'kafkajs';

const TOPIC = 'bare';
/** Messages in one request: of 250 to 4,000 about the fastest. */
const MESSAGES_A_SEND = 1000;

/**
 * Messages a second of a kafkajs producer with acks=all and nothing else: no transactions, values and headers made
 * beforehand, one request after the other.
 */
export async function bareRate(broker: string, partitions: number, messages: readonly Message[]): Promise<number> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: partitions }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic: TOPIC, acks: -1, messages: messages.slice(0, 1) });
    const started = performance.now();
    for (let from = 0; from < messages.length; from += MESSAGES_A_SEND)
      await producer.send({ topic: TOPIC, acks: -1, messages: messages.slice(from, from + MESSAGES_A_SEND) });
    return (1000 * messages.length) / (performance.now() - started);
  } finally {
    await producer.disconnect();
  }
}
