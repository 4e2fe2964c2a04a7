import { describeWithKafka } from '../testing/kafka-broker.js';
import { madeUpCertificate } from '../testing/made-up-certificate.js';
import { madeUpOutbox } from '../testing/made-up-outbox.js';
import { readTopic } from '../testing/read-topic.js';
import { changeMessage, published, relayUntil, waits } from '../testing/relay-until.js';
import { certificateBroker, type CertificateBroker } from '../testing/secure-broker.js';
import { testTopics } from '../testing/test-topics.js';
import { kafkaTopics } from './kafka-topics.js';

const NONE = { KAFKA_CERT: '', KAFKA_KEY: '' };

describeWithKafka('Kafka that asks for a certificate', () => {
  let broker: CertificateBroker;
  const said: unknown[] = [];
  const note = (fields: object, message: string): void => void said.push(fields, message);
  const log = { debug: note, info: note, warn: note };

  beforeAll(async () => {
    broker = await certificateBroker(['touchstone', 'guest']);
  }, 90_000);
  afterAll(async () => {
    await broker?.remove();
  });

  const outbox = madeUpOutbox({ head: () => 200, message: changeMessage });

  it('carries what the relay publishes with one of its authority, and asks for no password', async () => {
    const { changes, topics } = testTopics('test.published');
    const kafka = broker.as('touchstone');
    expect(kafka.sasl).toBeUndefined();
    await relayUntil(kafka, { outbox, topics, log }, published(200));
    const messages = await readTopic(broker.settings, changes.name, ({ length }) => length >= 200);
    expect(messages).toHaveLength(200);
  });

  it('takes the name in it for the user', async () => {
    await expect(kafkaTopics(broker.as('guest'), log).open('of-a-guest')).rejects.toMatchObject({ code: 'not-authorised' });
  });

  it.each([
    ['none', () => NONE, 'bad certificate'],
    ['one of another authority', () => madeUpCertificate(broker.folder, 'touchstone'), 'certificate unknown'],
  ])('refuses %s: the relay waits and says so', async (_, environment, alert) => {
    const { topics } = testTopics('test.published');
    const seen = await relayUntil(broker.as('touchstone', environment()), { outbox, topics, log }, waits);
    said.push(seen);
    expect(seen.at(-1)?.published).toBe(0);
    expect(seen.find(waits)?.problem).toMatchObject({
      code: 'client-certificate',
      message: expect.stringMatching(
        new RegExp(
          `^Kafka refused the certificate of this client, or misses one\\. Check that KAFKA_CERT and KAFKA_KEY .* \\(${alert}\\)$`,
        ),
      ),
    });
  });

  it('has no key in anything that was logged or said', () => {
    const text = JSON.stringify(said, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).toContain('client-certificate');
    expect(text).not.toContain('BEGIN');
  });
});
