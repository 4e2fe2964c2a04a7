import { rootCertificates } from 'node:tls';
import { consumeTouchpoints } from '../intake/consume-touchpoints.js';
import type { IntakeStatus } from '../intake/intake-status.js';
import { describeWithKafka } from '../testing/kafka-broker.js';
import { madeUpOutbox } from '../testing/made-up-outbox.js';
import { readTopic } from '../testing/read-topic.js';
import { changeMessage, published, relayUntil, waits } from '../testing/relay-until.js';
import { type Right, type SecureBroker, secureBroker } from '../testing/secure-broker.js';
import { testTopics } from '../testing/test-topics.js';
import { connectKafka } from './connect-kafka.js';
import type { KafkaSettings } from './kafka-settings.js';
import { kafkaTopics } from './kafka-topics.js';

/** As in infra/kafka/README.md. */
const CLUSTER: Right = { kind: 'CLUSTER', prefix: 'kafka-cluster', operations: ['DESCRIBE', 'IDEMPOTENT_WRITE'] };
const TO_PUBLISH: readonly Right[] = [
  ...['touchstone.', 'test.published.'].map((prefix): Right => ({
    kind: 'TOPIC',
    prefix,
    operations: ['CREATE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'READ', 'WRITE'],
  })),
  { kind: 'TRANSACTIONAL_ID', prefix: 'touchstone.', operations: ['DESCRIBE', 'WRITE'] },
  { kind: 'GROUP', prefix: 'touchstone.relay-progress.', operations: ['READ'] },
  CLUSTER,
];
const TO_TAKE_IN: readonly Right[] = [
  { kind: 'TOPIC', prefix: 'test.intake', operations: ['READ'] },
  { kind: 'GROUP', prefix: 'touchstone-ledger', operations: ['READ'] },
  { kind: 'TOPIC', prefix: 'test.intake.dead-letter', operations: ['CREATE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'WRITE'] },
  { kind: 'TRANSACTIONAL_ID', prefix: 'touchstone.intake.', operations: ['DESCRIBE', 'WRITE'] },
  CLUSTER,
];
const SECRETS = { relay: 'of-the-relay', ledger: 'of-the-ledger', guest: 'of-a-guest', rotated: 'before-it-changes' };
const AFTERWARDS = 'after-it-changed';

describeWithKafka('Kafka with TLS, passwords and rights', () => {
  let broker: SecureBroker;
  const said: unknown[] = [];
  const note = (fields: object, message: string): void => void said.push(fields, message);
  const log = { debug: note, info: note, warn: note };
  const keep = (value: unknown): void => void said.push(value);

  beforeAll(async () => {
    broker = await secureBroker(SECRETS);
    await Promise.all(['relay', 'rotated'].map((user) => broker.grant(user, TO_PUBLISH)));
    await broker.grant('ledger', TO_TAKE_IN);
  }, 90_000);
  afterAll(async () => {
    await broker?.remove();
  });

  const contracts = () => {
    const { changes, topics } = testTopics('test.published');
    return { changes, topics };
  };
  const outboxOf = (count: number) => madeUpOutbox({ head: () => count, message: changeMessage });
  const sequencesIn = async (topic: string, count: number): Promise<number[]> => {
    const messages = await readTopic(broker.settings, topic, ({ length }) => length >= count);
    return messages.map(({ headers }) => Number(headers.ce_sequence)).toSorted((a, b) => a - b);
  };
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

  it.each(['scram-sha-512', 'scram-sha-256', 'plain'])(
    'carries what the relay publishes, signed in with %s',
    async (mechanism) => {
      const { changes, topics } = contracts();
      const kafka = broker.as('relay', SECRETS.relay, { KAFKA_MECHANISM: mechanism });
      expect(kafka.sasl?.mechanism).toBe(mechanism);
      await relayUntil(kafka, { outbox: outboxOf(500), topics, log }, published(500));
      expect(await sequencesIn(changes.name, 500)).toEqual(upTo(500));
    },
  );

  it('gives touchpoints to be taken in, and takes the bad ones as dead letters', async () => {
    await fill(broker.settings, 'test.intake', ['good 1', 'bad', 'good 2']);
    const seen: string[] = [];
    const statuses = await takeIn(broker.as('ledger', SECRETS.ledger), seen, ({ recorded }) => recorded >= 2);
    expect(seen).toEqual(['good 1', 'good 2']);
    expect(statuses.at(-1)).toMatchObject({ recorded: 2, quarantined: 1 });
    const letters = await readTopic(broker.settings, 'test.intake.dead-letter', ({ length }) => length >= 1);
    expect(letters.map(({ value }) => value)).toEqual(['bad']);
  });

  it('refuses a wrong password: the relay waits, says so, and publishes everything once it is right', async () => {
    const { changes, topics } = contracts();
    const kafka = broker.as('rotated', AFTERWARDS);
    let corrected: Promise<void> | undefined;
    const seen = await relayUntil(kafka, { outbox: outboxOf(30), topics, log }, (status) => {
      if (waits(status) && status.sets[0]?.waiting === 30) corrected ??= broker.setPassword('rotated', AFTERWARDS);
      return published(30)(status);
    });
    await corrected;
    keep(seen);
    expect(seen.find(waits)?.problem).toMatchObject({
      code: 'wrong-credentials',
      message: expect.stringMatching(/^Kafka refused user and password\. Check KAFKA_USERNAME, KAFKA_PASSWORD/),
    });
    expect(seen.at(-1)?.problem).toBeUndefined();
    expect(await sequencesIn(changes.name, 30)).toEqual(upTo(30));
  });

  it('refuses a wrong password also for taking in', async () => {
    const statuses = await takeIn(broker.as('ledger', 'another-one'), [], ({ problem }) => problem !== undefined);
    expect(statuses.at(-2)?.problem?.code).toBe('wrong-credentials');
  });

  it('is not spoken to where its certificate is not trusted or made out to another host, or without TLS', async () => {
    const as = (environment: Readonly<Record<string, string>>) => broker.as('relay', SECRETS.relay, environment);
    const { tls: _, ...clear } = as({});
    const wait = async (kafka: KafkaSettings) => {
      const seen = await relayUntil(kafka, { outbox: outboxOf(5), topics: contracts().topics, log }, waits);
      keep(seen);
      expect(seen.at(-1)?.published).toBe(0);
      return seen.find(waits)?.problem;
    };
    const [ofSystem, ofAnother, otherHost, withoutTls] = await Promise.all([
      wait(as({ KAFKA_CA: '', KAFKA_TLS: 'true' })),
      wait({ ...clear, tls: { ca: rootCertificates[0] ?? '' } }),
      wait(as({ KAFKA_BROKERS: broker.otherAddress })),
      wait(clear),
    ]);
    const untrusted = (detail: RegExp) => ({
      code: 'untrusted-certificate',
      message: expect.stringMatching(new RegExp(`^Kafka's certificate is not trusted. Check that KAFKA_CA .*${detail.source}`)),
    });
    expect(ofSystem).toMatchObject(untrusted(/unable to verify/));
    expect(ofAnother).toMatchObject(untrusted(/unable to verify/));
    expect(otherHost).toMatchObject(untrusted(/127.0.0.1 is not in the cert's list/));
    expect(withoutTls).toMatchObject({ code: 'unreachable', message: expect.stringContaining('KAFKA_TLS') });
  });

  it('names the topic that a user has no right to, and goes on once it has', async () => {
    const guest = kafkaTopics(broker.as('guest', SECRETS.guest), log);
    await expect(guest.open('of-a-guest')).rejects.toMatchObject({ code: 'not-authorised' });
    const { changes, topics } = contracts();
    let granted: Promise<void> | undefined;
    const seen = await relayUntil(broker.as('guest', SECRETS.guest), { outbox: outboxOf(20), topics, log }, (status) => {
      if (waits(status)) granted ??= broker.grant('guest', TO_PUBLISH);
      return published(20)(status);
    });
    await granted;
    keep(seen);
    expect(seen.find(waits)?.problem).toMatchObject({
      code: 'not-authorised',
      topic: expect.stringContaining('test.published.'),
      message: expect.stringMatching(/^Kafka does not allow this user to do that\./),
    });
    expect(await sequencesIn(changes.name, 20)).toEqual(upTo(20));
  });

  it('makes the relay wait when a right is taken away while it publishes, and loses nothing', async () => {
    const { changes, topics } = contracts();
    let head = 10;
    let changed: Promise<void> | undefined;
    let returned: Promise<void> | undefined;
    const outbox = madeUpOutbox({ head: () => head, message: changeMessage });
    const seen = await relayUntil(broker.as('guest', SECRETS.guest), { outbox, topics, log }, (status) => {
      if (status.published >= 10)
        changed ??= broker.revoke('guest', 'TOPIC', 'test.published.').then(() => {
          head = 25;
        });
      if (waits(status)) returned ??= broker.grant('guest', TO_PUBLISH);
      return published(25)(status);
    });
    await Promise.all([changed, returned]);
    expect(seen.find(waits)?.problem?.code).toBe('not-authorised');
    expect(await sequencesIn(changes.name, 25)).toEqual(upTo(25));
  });

  it('has no password and no key in anything that was logged or said', () => {
    const text = JSON.stringify(said, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).toContain('untrusted-certificate');
    for (const secret of [...Object.values(SECRETS), AFTERWARDS, 'another-one', 'BEGIN']) expect(text).not.toContain(secret);
  });

  /** Until `enough` holds for its status; what does not begin with `good` is refused. */
  async function takeIn(
    kafka: KafkaSettings,
    seen: string[],
    enough: (status: IntakeStatus) => boolean,
  ): Promise<IntakeStatus[]> {
    const stop = new AbortController();
    const statuses: IntakeStatus[] = [];
    await consumeTouchpoints({
      kafka,
      topic: 'test.intake',
      groupId: 'touchstone-ledger',
      signal: stop.signal,
      log,
      record: (lines) => {
        seen.push(...lines.map(({ text }) => text).filter((text) => text.startsWith('good')));
        return Promise.resolve(
          lines.map(({ text }) =>
            text.startsWith('good')
              ? { status: 'accepted', id: text, position: '1' }
              : { status: 'quarantined', quarantineId: 'q', problem: { code: 'invalid', detail: 'it is bad' } },
          ),
        );
      },
      onStatus: (status) => {
        statuses.push(status);
        if (enough(status)) stop.abort();
      },
    });
    keep(statuses);
    return statuses;
  }
});

async function fill(kafka: KafkaSettings, topic: string, values: readonly string[]): Promise<void> {
  const client = connectKafka(kafka, { debug: () => undefined, info: () => undefined, warn: () => undefined });
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const producer = client.producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ key: 'k', value })) });
  await producer.disconnect();
}
