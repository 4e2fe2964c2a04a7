import { readTopic, type Right, secureBroker, type SecureBroker } from '#streaming/testing';
import { connectKafka } from '../../libs/streaming/src/kafka/connect-kafka.js';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, hasPublished, touchpoint } from './made-up-load.js';

jest.setTimeout(90_000);

const PASSWORD = 'the-right-secret';
const WRONG = 'another-secret';
const INTAKE = 'department.calls';

const topics: Right['operations'] = ['CREATE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'READ', 'WRITE'];
const RIGHTS: readonly Right[] = [
  { kind: 'TOPIC', prefix: 'touchstone.', operations: topics },
  { kind: 'TOPIC', prefix: INTAKE, operations: topics },
  { kind: 'TRANSACTIONAL_ID', prefix: 'touchstone.', operations: ['DESCRIBE', 'WRITE'] },
  { kind: 'GROUP', prefix: 'touchstone', operations: ['READ'] },
  { kind: 'CLUSTER', prefix: 'kafka-cluster', operations: ['DESCRIBE', 'IDEMPOTENT_WRITE'] },
];

interface Ready {
  readonly checks: Readonly<Record<string, { readonly problem?: { readonly code: string; readonly message: string } }>>;
}

describeDistributed('A Kafka that asks for TLS and a password', () => {
  let broker: SecureBroker;
  let world: Installation;
  const services: TestServer[] = [];
  const start = async (
    name: 'ledger' | 'projector' | 'relay',
    password: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TestServer> => {
    const usual = { ...broker.environment('touchstone', password), KAFKA_INTAKE_TOPIC: INTAKE };
    const service = await world.start(name, { ...usual, ...environment });
    services.push(service);
    return service;
  };
  const problemOf = async (service: TestServer, check: string) =>
    (await service.call<Ready>('GET', '/health/ready')).body.checks[check]?.problem;

  beforeAll(async () => {
    broker = await secureBroker({ touchstone: PASSWORD });
    world = await installation({ broker });
    await broker.grant('touchstone', RIGHTS);
    const client = connectKafka(broker.settings, { debug: () => undefined, info: () => undefined, warn: () => undefined });
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: INTAKE, numPartitions: 1, replicationFactor: 1 }] });
    await admin.disconnect();
    const producer = client.producer();
    await producer.connect();
    const call = JSON.stringify(touchpoint(1, [['email', 'ada@example.org']]));
    await producer.send({ topic: INTAKE, messages: [{ key: 'ada', value: call }] });
    await producer.disconnect();
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await world.remove();
  });

  it('is verified even where Node is told not to', async () => {
    const careless = { KAFKA_CA: '', KAFKA_TLS: 'true', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const relay = await start('relay', PASSWORD, careless);
    const problem = await eventually(
      () => problemOf(relay, 'relay'),
      (found) => found !== undefined,
    );
    expect(problem?.code).toBe('untrusted-certificate');
    await relay.stop();
    services.splice(0);
  });

  it('is waited for with a wrong one, which health and metrics say without it; with the right one everything comes through', async () => {
    const [ledger, relay] = [await start('ledger', WRONG), await start('relay', WRONG)];
    await start('projector', PASSWORD);
    for (const [service, check] of [
      [ledger, 'intake'],
      [relay, 'relay'],
    ] as const)
      expect(
        await eventually(
          () => problemOf(service, check),
          (problem) => problem !== undefined,
        ),
      ).toMatchObject({
        code: 'wrong-credentials',
        message: expect.stringMatching(/^Kafka refused user and password\. Check KAFKA_USERNAME, KAFKA_PASSWORD/),
      });
    const metrics = async (service: TestServer) => (await service.call<string>('GET', '/metrics')).body;
    expect(await metrics(relay)).toMatch(/^touchstone_relay_blocked 1$/m);
    expect(await metrics(ledger)).toMatch(/^touchstone_intake_blocked 1$/m);
    for (const service of [ledger, relay])
      expect(
        service.output() + (await metrics(service)) + JSON.stringify(await service.call('GET', '/health/ready')),
      ).not.toMatch(new RegExp(`${WRONG}|BEGIN`));

    await Promise.all([ledger.stop(), relay.stop()]);
    services.splice(0, 2);
    const corrected = [await start('ledger', PASSWORD), await start('relay', PASSWORD)] as const;
    await hasPublished(corrected[1], 1);
    const [message] = await readTopic(broker.settings, 'touchstone.touchpoints.v1', ({ length }) => length >= 1);
    expect(message?.headers).toMatchObject({ ce_type: expect.stringContaining('touchpoint') });
    for (const service of corrected) expect((await service.call('GET', '/health/ready')).status).toBe(200);
  });
});
