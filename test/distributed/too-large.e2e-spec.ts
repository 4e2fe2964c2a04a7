import { Kafka, logLevel } from 'kafkajs';
import { readTopic } from '#streaming/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

const INTAKE = 'touchpoints.in';
/** Below the length that a line may have; sealed, it is more than EventStoreDB takes. */
const TOO_MUCH = '鯨'.repeat(300_000);

const large = (name: string): object => touchpoint(name, [['phone', '020 7946 0018']], { content: TOO_MUCH });
const usual = (name: string): object => touchpoint(name, [['phone', '020 7946 0018']]);

describeDistributed('A touchpoint that is larger than EventStoreDB takes', () => {
  let world: Installation;
  let ledger: TestServer;
  let kafka: Kafka;

  beforeAll(async () => {
    world = await installation();
    kafka = new Kafka({ brokers: [...world.broker.settings.brokers], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: INTAKE, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    ledger = await world.start('ledger', { KAFKA_INTAKE_TOPIC: INTAKE });
  });
  afterAll(async () => {
    const code = await ledger.stop();
    await world.remove();
    expect(code).toBe(0);
  });

  it('is refused where it comes alone, with the field and what to do', async () => {
    const { status, body } = await ledger.call('POST', '/touchpoints', large('alone'));
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'append-too-large', errors: [{ field: 'content' }] });
    expect(body.detail).toContain('MaxAppendSize');
  });

  it('goes to quarantine in a batch, and the rest is recorded', async () => {
    const lines = [usual('batch-1'), large('batch-2'), usual('batch-3')].map((each) => JSON.stringify(each)).join('\n');
    const { status, body } = await ledger.call<string>('POST', '/touchpoints/batch', lines, {
      'content-type': 'application/x-ndjson',
    });
    expect(status).toBe(200);
    const answers = body.trim().split('\n');
    expect(answers.map((line) => (JSON.parse(line) as { status: string }).status)).toEqual([
      'accepted',
      'quarantined',
      'accepted',
    ]);
  });

  it('goes to the dead letters of the intake, which goes on behind it', async () => {
    const producer = kafka.producer();
    await producer.connect();
    const values = [usual('topic-1'), large('topic-2'), usual('topic-3')].map((each) => JSON.stringify(each));
    await producer.send({ topic: INTAKE, messages: values.map((value) => ({ value })) });
    await producer.disconnect();
    const [letter] = await readTopic(world.broker.settings, `${INTAKE}.dead-letter`, ({ length }) => length >= 1, {
      withinMs: 30_000,
    });
    expect(letter?.headers.reason).toBe('append-too-large');
    const { body } = await eventually(
      () => ledger.call<{ checks: { intake: object } }>('GET', '/health/ready'),
      (answer) => (answer.body.checks.intake as { recorded?: number }).recorded === 2,
    );
    expect(body.checks.intake).toMatchObject({ state: 'consuming', quarantined: 1, waiting: 0 });
  });
});
