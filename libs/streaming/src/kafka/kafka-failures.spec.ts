import { KafkaJSConnectionError } from 'kafkajs';
import { topicsError } from './kafka-failures.js';

const failed = (code: string) =>
  topicsError(new KafkaJSConnectionError('Connection error: error:0A000412:SSL routines', { code }));

describe('An alert that ends a TLS connection', () => {
  it.each([
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'bad certificate'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN', 'certificate unknown'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate required'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unknown ca'],
  ])('is %s where the client has no certificate that the broker takes', (code, alert) => {
    const error = failed(code);
    expect(error.code).toBe('client-certificate');
    expect(error.message).toMatch(new RegExp(`^Kafka refused the certificate of this client.*KAFKA_CERT.* \\(${alert}\\)$`));
  });

  it('is said to be something else otherwise', () => {
    expect(failed('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE').code).toBe('unreachable');
  });
});

describe('A broker that stands still', () => {
  it('is said not to answer, also where the client only says that it found no coordinator', () => {
    const name = 'KafkaJSGroupCoordinatorNotFound';
    expect(topicsError(Object.assign(new Error('Failed to find group coordinator'), { name })).code).toBe('unreachable');
  });
});
