import { type Admin, ConfigResourceTypes } from 'kafkajs';
import type { TopicContract } from '#slice';
import { TopicsError } from '../topics.js';
import { topicsError } from './kafka-failures.js';
import type { KafkaSettings } from './kafka-settings.js';

/** A topic as this installation requires it. */
export type WantedTopic = Pick<TopicContract, 'name' | 'settings'> & {
  /** Settings of Kafka's beyond those of the contract; set when it is made, not checked later. */
  readonly extra?: Readonly<Record<string, string>>;
};

/**
 * Makes topics that are missing and checks the others: partitions, `cleanup.policy`, `retention.ms` where they are removed by
 * age, and that they have the copies that `replication` asks for. Without it topics are made with as many copies as there are
 * brokers, three at most, and existing topics keep theirs, so that a broker that is down blocks nothing.
 * @throws TopicsError
 */
export async function ensureTopics(
  admin: Admin,
  wanted: readonly WantedTopic[],
  replication: KafkaSettings['replication'],
): Promise<void> {
  try {
    const present = new Set(await admin.listTopics());
    const missing = wanted.filter(({ name }) => !present.has(name));
    if (missing.length > 0) await make(admin, missing, replication ?? (await usualReplication(admin)));
    const found = wanted.filter(({ name }) => present.has(name));
    if (found.length > 0) await check(admin, found, replication);
  } catch (error) {
    throw topicsError(error);
  }
}

type Copies = NonNullable<KafkaSettings['replication']>;

async function usualReplication(admin: Admin): Promise<Copies> {
  const { brokers } = await admin.describeCluster();
  const factor = Math.min(3, brokers.length);
  return { factor, minInSyncReplicas: factor === 3 ? 2 : 1 };
}

/**
 * `LogAppendTime`: a broker refuses messages whose sender's clock is an hour ahead, unless it sets the timestamps itself;
 * retention then goes by the broker's clock, too.
 */
const BROKER_TIME = { 'message.timestamp.type': 'LogAppendTime' };

async function make(admin: Admin, topics: readonly WantedTopic[], copies: Copies): Promise<void> {
  // `false`: another process made one meanwhile.
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map(({ name, settings, extra = {} }) => ({
      topic: name,
      numPartitions: settings.partitions,
      replicationFactor: copies.factor,
      configEntries: Object.entries({ ...BROKER_TIME, ...inSync(copies), ...configOf(settings), ...extra }).map(
        ([key, value]) => ({
          name: key,
          value,
        }),
      ),
    })),
  });
}

function configOf({ cleanupPolicy, retentionMs }: WantedTopic['settings']): Record<string, string> {
  return { 'cleanup.policy': cleanupPolicy, ...(cleanupPolicy === 'delete' ? { 'retention.ms': String(retentionMs) } : {}) };
}

function inSync({ minInSyncReplicas }: Copies): Record<string, string> {
  return { 'min.insync.replicas': String(minInSyncReplicas) };
}

async function check(admin: Admin, topics: readonly WantedTopic[], copies: Copies | undefined): Promise<void> {
  const [metadata, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
    }),
  ]);
  for (const { name, settings } of topics) {
    const partitions = metadata.topics.find((topic) => topic.name === name)?.partitions ?? [];
    must(name, 'partitions', String(partitions.length), String(settings.partitions));
    const factor = Math.min(...partitions.map(({ replicas }) => replicas.length));
    if (copies) must(name, 'replication factor', String(factor), String(copies.factor));
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const config = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    for (const [setting, value] of Object.entries({ ...configOf(settings), ...(copies ? inSync(copies) : {}) }))
      must(name, setting, config.get(setting) ?? 'unknown', value);
  }
}

function must(topic: string, setting: string, is: string, should: string): void {
  if (is === should) return;
  throw new TopicsError(
    'topic-mismatch',
    `Topic ${topic} has ${setting} ${is}; it should be ${should}. Change the topic, or what is asked for.`,
    {
      topic,
    },
  );
}
