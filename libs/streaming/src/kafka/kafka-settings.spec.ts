import { kafkaSettings, KafkaSettingsError } from './kafka-settings.js';

describe('The settings of Kafka', () => {
  it('are none where no brokers are named', () => {
    expect(kafkaSettings({})).toBeUndefined();
    expect(kafkaSettings({ KAFKA_BROKERS: ' , ' })).toBeUndefined();
  });

  it('are read from the environment', () => {
    const env = {
      KAFKA_BROKERS: 'one:9092, two:9092',
      KAFKA_TLS: 'true',
      KAFKA_USERNAME: 'touchstone',
      KAFKA_PASSWORD: 'secret',
      KAFKA_REPLICATION: '3',
    };
    expect(kafkaSettings(env)).toEqual({
      brokers: ['one:9092', 'two:9092'],
      tls: true,
      sasl: { mechanism: 'scram-sha-512', username: 'touchstone', password: 'secret' },
      replication: { factor: 3, minInSyncReplicas: 2 },
    });
  });

  it.each([
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka' }],
    ['KAFKA_TLS', { KAFKA_TLS: 'yes' }],
    ['KAFKA_CA', { KAFKA_CA: '/nowhere.pem' }],
    ['KAFKA_CA', { KAFKA_CA: __filename }],
    ['KAFKA_PASSWORD', { KAFKA_USERNAME: 'touchstone' }],
    ['KAFKA_MECHANISM', { KAFKA_USERNAME: 'touchstone', KAFKA_PASSWORD: 'secret', KAFKA_MECHANISM: 'gssapi' }],
    ['KAFKA_REPLICATION', { KAFKA_REPLICATION: 'three' }],
    ['KAFKA_MIN_INSYNC_REPLICAS', { KAFKA_REPLICATION: '2', KAFKA_MIN_INSYNC_REPLICAS: '3' }],
  ])('name %s where it cannot be used, and tell no password', (setting, env) => {
    const read = (): unknown => kafkaSettings({ KAFKA_BROKERS: 'one:9092', ...env });
    expect(read).toThrow(KafkaSettingsError);
    expect(read).toThrow(setting);
    expect(read).not.toThrow('secret');
  });
});
