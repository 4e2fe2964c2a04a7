import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './broker-jars.mjs';

/** The one name that the broker's certificate is made out to: by its number, 127.0.0.1, it is somebody else. */
export const SECURE_HOST = 'localhost';

const MECHANISMS = [
  { name: 'SCRAM-SHA-512', digest: 'sha512', bytes: 64 },
  { name: 'SCRAM-SHA-256', digest: 'sha256', bytes: 32 },
];
const ITERATIONS = 4096;

/** Whether the broker speaks TLS and tells its clients apart: by passwords, or by certificates. */
export const isSecure = ({ users, clients }) => users.length > 0 || clients.length > 0;

/** `NAME:PASSWORD` in its two parts. */
export function userOf(text) {
  const [, username, password] = /^([\w.-]+):(.+)$/.exec(text) ?? [];
  if (!username) throw new Error('A user is given as NAME:PASSWORD, the name in letters, digits, dots and dashes.');
  return { username, password };
}

/** How a client connects as the first one, who may do everything: options of kafkajs. */
export function adminOptions(folder, { users, clients }) {
  const ca = readFileSync(authorityFile(folder), 'utf8');
  if (clients.length > 0) {
    const [cert, key] = clientFiles(folder, clients[0]).map((file) => readFileSync(file, 'utf8'));
    return { ssl: { ca: [ca], cert, key } };
  }
  return { ssl: { ca: [ca] }, sasl: { mechanism: 'scram-sha-512', ...userOf(users[0]) } };
}

const authorityFile = (folder) => join(folder, 'ca.crt');
const clientFiles = (folder, name) => ['crt', 'key'].map((kind) => join(folder, 'clients', `${name}.${kind}`));

/** Makes, unless they are there, an authority (`ca.crt`) and the certificates that it signed: the broker's and its clients'. */
export function makeCertificates(folder, clients) {
  if (existsSync(join(folder, 'broker.pem'))) return;
  mkdirSync(join(folder, 'clients'), { recursive: true });
  const [ca, caKey, broker, brokerKey] = ['ca.crt', 'ca.key', 'broker.crt', 'broker.key'].map((name) => join(folder, name));
  const config = join(folder, 'openssl.cnf');
  writeFileSync(config, OPENSSL);
  const alike = ['req', '-x509', '-config', config, '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const certify = (kind, name, [file, key], signer = []) => {
    const own = ['-extensions', kind, '-subj', `/CN=${name}`, '-keyout', key, '-out', file];
    run('openssl', [...alike, '-days', '3650', ...signer, ...own]);
  };
  certify('authority', 'Touchstone development', [ca, caKey]);
  const signer = ['-CA', ca, '-CAkey', caKey];
  for (const name of clients) certify('client', name, clientFiles(folder, name), signer);
  certify('broker', SECURE_HOST, [broker, brokerKey], signer);
  writeFileSync(join(folder, 'broker.pem'), `${readFileSync(brokerKey, 'utf8')}${readFileSync(broker, 'utf8')}`, { mode: 0o600 });
}

/**
 * A broker that listens with TLS alone, asks for SCRAM or for a certificate, and gives nobody a right who was not given it;
 * the first user or client may do everything. Without a name (ANONYMOUS) come the controller's own connections, from this
 * machine.
 */
export function secureProperties(folder, { port, controllerPort, users, clients }) {
  const listener = clients.length > 0 ? 'SSL' : 'SASL_SSL';
  const { admins, ...asked } = clients.length > 0 ? byCertificate(clients) : byPassword(users);
  return {
    listeners: `${listener}://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `${listener}://${SECURE_HOST}:${port}`,
    'listener.security.protocol.map': `${listener}:${listener},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': listener,
    ...asked,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(folder, 'broker.pem'),
    ...trust(folder),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': [...admins, 'ANONYMOUS'].map((name) => `User:${name}`).join(';'),
  };
}

function byPassword(users) {
  const admin = userOf(users[0]);
  const login = jaas(admin);
  return {
    admins: [admin.username],
    'sasl.enabled.mechanisms': MECHANISMS.map(({ name }) => name).join(','),
    'sasl.mechanism.inter.broker.protocol': MECHANISMS[0].name,
    [`listener.name.sasl_ssl.${MECHANISMS[0].name.toLowerCase()}.sasl.jaas.config`]: login,
    [`listener.name.sasl_ssl.${MECHANISMS[1].name.toLowerCase()}.sasl.jaas.config`]: login,
  };
}

/** A user goes by the name that the certificate is made out to. The broker comes to itself with its own. */
function byCertificate([admin]) {
  return {
    admins: [admin, SECURE_HOST],
    'ssl.client.auth': 'required',
    'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+)$/$1/',
  };
}

/**
 * Gives a user of a broker that runs a password for SCRAM-SHA-512: a new user, or in place of the one it had. Kafka
 * changes one mechanism of a user at a time.
 */
export function setPassword(folder, jars, address, admin, user) {
  const { username, password } = userOf(user);
  const client = {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': MECHANISMS[0].name,
    'sasl.jaas.config': jaas(userOf(admin)),
    ...trust(folder),
  };
  const file = join(folder, 'admin.properties');
  writeFileSync(file, propertiesFile(client), { mode: 0o600 });
  const given = `${MECHANISMS[0].name}=[password=${password}]`;
  const changed = ['--alter', '--entity-type', 'users', '--entity-name', username, '--add-config', given];
  const command = ['kafka.admin.ConfigCommand', '--bootstrap-server', address, '--command-config', file, ...changed];
  run('java', ['-cp', join(jars, '*'), ...command]);
}

const trust = (folder) => ({ 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': authorityFile(folder) });

function jaas({ username, password }) {
  const quoted = password.replace(/["\\]/g, String.raw`\$&`);
  return `org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${quoted}";`;
}

/** Settings as Java reads them. */
export function propertiesFile(settings) {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** What `kafka-storage format` is told of the first users. Salted, as the broker keeps it: no password shows in a list of processes. */
export function formatOptions(users) {
  return users.map(userOf).flatMap(({ username, password }) =>
    MECHANISMS.flatMap(({ name, digest, bytes }) => {
      const salt = randomBytes(16);
      const salted = pbkdf2Sync(password, salt, ITERATIONS, bytes, digest);
      const given = `salt="${salt.toString('base64')}",saltedpassword="${salted.toString('base64')}"`;
      return ['--add-scram', `${name}=[name=${username},iterations=${ITERATIONS},${given}]`];
    }),
  );
}

const OPENSSL = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[broker]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:${SECURE_HOST}
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
`.trimStart();
