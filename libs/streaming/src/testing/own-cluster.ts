import { connectKafka } from '../kafka/connect-kafka.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { freePort } from './free-port.js';
import { ownBroker, type OwnBroker, QUIET } from './kafka-broker.js';

/** Some brokers, of which `last` may be killed: the first is the only controller, and coordinates transactions and groups. */
export interface OwnCluster {
  readonly settings: KafkaSettings;
  readonly last: OwnBroker;
  remove(): Promise<void>;
}

/** A dead broker is noticed soon, and a restarted one becomes a leader again soon. */
const QUICK = {
  'broker.session.timeout.ms': '2000',
  'broker.heartbeat.interval.ms': '500',
  'replica.lag.time.max.ms': '2000',
  'leader.imbalance.check.interval.seconds': '5',
};

export async function ownCluster(size: number): Promise<OwnCluster> {
  const first = await ownBroker(QUICK);
  const brokers = [first];
  const remove = async (): Promise<void> => void (await Promise.all(brokers.map((broker) => broker.remove())));
  try {
    await keepStateHere(first.settings);
    for (let node = 2; node <= size; node += 1) brokers.push(await joining(first, node));
  } catch (error) {
    await remove();
    throw error;
  }
  return { settings: { brokers: brokers.flatMap(({ settings }) => settings.brokers) }, last: brokers.at(-1) ?? first, remove };
}

async function joining({ cluster }: OwnBroker, node: number): Promise<OwnBroker> {
  const port = String(await freePort());
  const properties = {
    ...QUICK,
    'process.roles': 'broker',
    'node.id': String(node),
    'controller.quorum.voters': `1@127.0.0.1:${cluster.controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port}`,
  };
  return ownBroker(properties, ['--port', port, '--cluster', cluster.id]);
}

/** The internal topics for transactions and groups are made when the first transaction and the first group begin. */
async function keepStateHere(settings: KafkaSettings): Promise<void> {
  const kafka = connectKafka(settings, QUIET);
  const producer = kafka.producer({ transactionalId: 'warm', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  await (await producer.transaction()).abort();
  await producer.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'warm', numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: 'warm' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'warm' });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({ eachMessage: () => Promise.resolve() });
  await joined;
  await consumer.disconnect();
}
