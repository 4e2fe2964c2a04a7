import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './broker-jars.mjs';
import { formatOptions, isSecure, makeCertificates, propertiesFile, secureProperties } from './broker-security.mjs';

/** What a broker's folder remembers between starts: `{ port, controllerPort, cluster, users, clients, pid }`; `undefined` before the first. */
export function readState(folder) {
  const file = join(folder, 'state.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function writeState(folder, state) {
  const file = join(folder, 'state.json');
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Waits until nobody else starts a broker in this folder; resolves with what lets the next one in. */
export async function lockFolder(folder) {
  const lock = join(folder, 'start.lock');
  for (;;) {
    // The name appears with the holder's number in it.
    const own = `${lock}.${process.pid}`;
    writeFileSync(own, String(process.pid));
    try {
      linkSync(own, lock);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      rmSync(own, { force: true });
    }
    // Where its holder was killed, the lock is nobody's.
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (holder > 0 && !alive(holder)) rmSync(lock, { force: true });
    else await sleep(100);
  }
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Writes the broker's configuration and formats its storage unless that was done. A format that was cut off begins
 * anew; data that a broker wrote is never touched.
 */
export function prepareFolder(folder, jars, { port, controllerPort, cluster, users, clients, properties }) {
  mkdirSync(folder, { recursive: true });
  const tls = join(folder, 'tls');
  const secured = isSecure({ users, clients });
  if (secured) makeCertificates(tls, clients);
  const secure = secured ? secureProperties(tls, { port, controllerPort, users, clients }) : {};
  const settings = { ...serverSettings(folder, port, controllerPort), ...secure, ...properties };
  writeFileSync(join(folder, 'server.properties'), propertiesFile(settings), { mode: 0o600 });
  writeFileSync(join(folder, 'log4j2.properties'), LOGGING);
  const formatted = join(folder, 'formatted');
  if (existsSync(formatted)) return;
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  const config = join(folder, 'server.properties');
  run('java', [
    ...javaOptions(folder, jars),
    'kafka.tools.StorageTool',
    'format',
    // An id may begin with a dash: apart from its name it would be taken for another option.
    `--cluster-id=${cluster}`,
    '-c',
    config,
    ...formatOptions(users),
  ]);
  writeFileSync(formatted, '');
}

export function javaOptions(folder, jars) {
  const logging = `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`;
  return ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-Djava.awt.headless=true', logging, '-cp', join(jars, '*')];
}

/** A port nobody listens on just now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One node that is broker and controller, for anybody on this machine. */
function serverSettings(folder, port, controllerPort) {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '5',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}

const LOGGING = `
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
`.trimStart();
