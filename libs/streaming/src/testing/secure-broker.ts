import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, type Admin, ResourcePatternTypes } from 'kafkajs';
import { connectKafka } from '../kafka/connect-kafka.js';
import { type KafkaSettings, kafkaSettings } from '../kafka/kafka-settings.js';
import { KAFKA_SCRIPT, ownBroker, type OwnBroker, QUIET } from './kafka-broker.js';

/** A broker that requires TLS, a password (by SCRAM, or PLAIN with each user's first password) and access rights. */
export interface SecureBroker extends OwnBroker {
  /** What an operator sets for this user. */
  environment(username: string, password: string): Readonly<Record<string, string>>;
  /** The settings that are read from it; `environment` in place of or besides that. */
  as(username: string, password: string, environment?: Readonly<Record<string, string>>): KafkaSettings;
  /** Of the user who may do everything. */
  readonly settings: KafkaSettings;
  /** A `host:port` that is not in its certificate. */
  readonly otherAddress: string;
  setPassword(username: string, password: string): Promise<void>;
  grant(username: string, rights: readonly Right[]): Promise<void>;
  /** Revokes all rights for resources of this kind and prefix. */
  revoke(username: string, kind: Right['kind'], prefix: string): Promise<void>;
}

/** A row of the table in infra/kafka/README.md: what may be done with everything whose name begins so. */
export interface Right {
  readonly kind: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID' | 'CLUSTER';
  readonly prefix: string;
  readonly operations: readonly ('CREATE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'READ' | 'WRITE' | 'IDEMPOTENT_WRITE')[];
}

const ADMIN = { username: 'admin', password: 'first-of-all' };

/** With users besides the one who may do everything: name to password. */
export async function secureBroker(users: Readonly<Record<string, string>>): Promise<SecureBroker> {
  const all = { [ADMIN.username]: ADMIN.password, ...users };
  const options = Object.entries(all).flatMap(([username, password]) => ['--scram', `${username}:${password}`]);
  const plain = Object.entries(all).map(([username, password]) => `user_${username}="${password}"`);
  const broker = await ownBroker(
    {
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512,SCRAM-SHA-256,PLAIN',
      'listener.name.sasl_ssl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${plain.join(' ')};`,
    },
    options,
  );
  const [address = ''] = broker.settings.brokers;
  const environment: SecureBroker['environment'] = (username, password) => ({
    KAFKA_BROKERS: address,
    KAFKA_CA: join(broker.folder, 'tls', 'ca.crt'),
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
  });
  const as: SecureBroker['as'] = (username, password, otherwise = {}) =>
    settingsFrom({ ...environment(username, password), ...otherwise });
  const settings = as(ADMIN.username, ADMIN.password);
  const asAdmin = async <T>(work: (client: Admin) => Promise<T>): Promise<T> => {
    const client = connectKafka(settings, QUIET).admin();
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.disconnect();
    }
  };
  return {
    ...broker,
    environment,
    as,
    settings,
    otherAddress: address.replace('localhost', '127.0.0.1'),
    async setPassword(username, password) {
      const command = [KAFKA_SCRIPT, 'password', `${username}:${password}`, '--folder', broker.folder];
      await promisify(execFile)(process.execPath, command);
    },
    async grant(username, rights) {
      await asAdmin((client) => client.createAcls({ acl: rights.flatMap((right) => entriesOf(username, right)) }));
    },
    async revoke(username, kind, prefix) {
      const right: Right = { kind, prefix, operations: ['DESCRIBE'] };
      const filters = entriesOf(username, right).map((entry) => ({ ...entry, operation: AclOperationTypes.ANY }));
      await asAdmin((client) => client.deleteAcls({ filters }));
    },
  };
}

/** A broker that requires TLS and a client certificate of its authority. */
export interface CertificateBroker extends OwnBroker {
  /** The settings that are read from what an operator sets for this client; `environment` in place of or besides that. */
  as(name: string, environment?: Readonly<Record<string, string>>): KafkaSettings;
}

/** For clients of these names; the first may do everything, the others nothing. */
export async function certificateBroker(names: readonly [string, ...string[]]): Promise<CertificateBroker> {
  const broker = await ownBroker(
    {},
    names.flatMap((name) => ['--client', name]),
  );
  const [address = ''] = broker.settings.brokers;
  const tls = join(broker.folder, 'tls');
  const as: CertificateBroker['as'] = (name, environment = {}) =>
    settingsFrom({
      KAFKA_BROKERS: address,
      KAFKA_CA: join(tls, 'ca.crt'),
      KAFKA_CERT: join(tls, 'clients', `${name}.crt`),
      KAFKA_KEY: join(tls, 'clients', `${name}.key`),
      ...environment,
    });
  return { ...broker, settings: as(names[0]), as };
}

function settingsFrom(environment: Readonly<Record<string, string>>): KafkaSettings {
  const read = kafkaSettings(environment);
  if (!read) throw new Error('No brokers are named.');
  return read;
}

function entriesOf(username: string, { kind, prefix, operations }: Right) {
  return operations.map((operation) => ({
    resourceType: AclResourceTypes[kind],
    resourceName: prefix,
    resourcePatternType: kind === 'CLUSTER' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
    principal: `User:${username}`,
    host: '*',
    operation: AclOperationTypes[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
}
