#!/usr/bin/env node
// A Kafka broker for development and tests, without Docker. See README.md.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { brokerJars, CACHE } from './broker-jars.mjs';
import { freePort, javaOptions, lockFolder, prepareFolder, readState, writeState } from './broker-folder.mjs';
import { adminOptions, isSecure, SECURE_HOST, setPassword } from './broker-security.mjs';

const USAGE = `Usage: kafka.mjs start [--port P] [--folder F] [--property NAME=VALUE]... [--cluster ID]
                        [--scram NAME:PASSWORD]... | [--client NAME]...   prints its address
       kafka.mjs password NAME:PASSWORD [--folder F]                      a new one for a user of a broker started with --scram
       kafka.mjs stop [--folder F]                                        ends it; its data stays`;

const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;

const { positionals, values } = readArguments();
const folder = resolve(values.folder ?? join(CACHE, 'broker'));
try {
  if (positionals[0] === 'start') console.log(await start());
  else if (positionals[0] === 'password') changePassword(positionals[1]);
  else await stop();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function readArguments() {
  const text = { type: 'string' };
  const texts = { ...text, multiple: true, default: [] };
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: { port: text, folder: text, cluster: text, property: texts, scram: texts, client: texts },
    });
    const [command, ...rest] = parsed.positionals;
    if (rest.length === { start: 0, stop: 0, password: 1 }[command]) return parsed;
    console.error(USAGE);
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
  }
  process.exit(2);
}

/** Starts the folder's broker unless it runs; resolves with its address once it answers. Several may ask for it at once. */
async function start() {
  const jars = brokerJars();
  mkdirSync(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    return await startLocked(jars);
  } finally {
    unlock();
  }
}

async function startLocked(jars) {
  const before = readState(folder);
  if (before && runs(before.pid)) {
    if (values.port && Number(values.port) !== before.port)
      throw new Error(`The broker in ${folder} runs on port ${before.port}. Stop it first, or name another folder.`);
    return await answering({ users: [], clients: [], ...before });
  }
  const ports = {
    port: values.port ? Number(values.port) : (before?.port ?? (await freePort())),
    controllerPort: before?.controllerPort ?? (await freePort()),
    cluster: before?.cluster ?? values.cluster ?? newClusterId(),
    ...usersOf(before),
  };
  const properties = Object.fromEntries(values.property.map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]));
  prepareFolder(folder, jars, { ...ports, properties });
  const log = openSync(join(folder, 'broker.log'), 'w');
  const options = [...javaOptions(folder, jars), 'kafka.Kafka', join(folder, 'server.properties')];
  const broker = spawn('java', options, { cwd: folder, detached: true, stdio: ['ignore', log, log] });
  broker.unref();
  closeSync(log);
  const state = { ...ports, pid: broker.pid };
  writeState(folder, state);
  return await answering(state);
}

/** As Kafka's own, it does not begin with a dash: it is given to `--cluster` of brokers that join. */
function newClusterId() {
  const bytes = randomBytes(16);
  bytes[0] &= 0x7f;
  return bytes.toString('base64url');
}

/** Users, or clients with certificates, are made with the folder: they cannot be others later. */
function usersOf(before) {
  const given = { users: values.scram, clients: values.client };
  if (given.users.length > 0 && given.clients.length > 0) throw new Error('Give --scram or --client, not both.');
  const wrong = given.clients.find((name) => !/^[\w.-]+$/.test(name));
  if (wrong) throw new Error('A client is given as a name in letters, digits, dots and dashes.');
  if (!before) return given;
  const { users = [], clients = [] } = before;
  if (isSecure(given) && String([users, clients]) !== String([given.users, given.clients]))
    throw new Error(`The broker in ${folder} was made with other users. Leave --scram and --client out, or name another folder.`);
  return { users, clients };
}

async function stop() {
  const state = readState(folder);
  if (!state || !runs(state.pid)) return;
  process.kill(state.pid, 'SIGTERM');
  for (let waited = 0; runs(state.pid); waited += 100) {
    if (waited >= STOP_WITHIN_MS) process.kill(state.pid, 'SIGKILL');
    await sleep(100);
  }
}

/** Whether this process is the broker of this folder: a number alone may belong to somebody else by now. */
function runs(pid) {
  return pid > 0 && commandOf(pid).includes(join(folder, 'server.properties'));
}

/** With which arguments a process was started; nothing of one that ended. Linux may lack ps, other systems have no /proc. */
function commandOf(pid) {
  if (!existsSync('/proc/self/cmdline')) return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function changePassword(user) {
  const { users = [], pid, port } = readState(folder) ?? {};
  if (users.length === 0 || !runs(pid)) throw new Error(`No broker that was started with --scram runs in ${folder}.`);
  setPassword(join(folder, 'tls'), brokerJars(), `${SECURE_HOST}:${port}`, users[0], user);
}

async function answering({ port, pid, users, clients }) {
  const secured = isSecure({ users, clients });
  const address = `${secured ? SECURE_HOST : '127.0.0.1'}:${port}`;
  const quick = { retries: 0 };
  const asAdmin = secured ? adminOptions(join(folder, 'tls'), { users, clients }) : {};
  const kafka = new kafkajs.Kafka({ ...asAdmin, brokers: [address], logLevel: kafkajs.logLevel.NOTHING, retry: quick });
  for (const end = Date.now() + START_WITHIN_MS; Date.now() < end; await sleep(200)) {
    if (!runs(pid)) throw new Error(`The broker ended. ${join(folder, 'broker.log')} says:\n${lastLines()}`);
    const admin = kafka.admin({ retry: quick });
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      if (brokers.length > 0) return address;
    } catch {
      // Not yet.
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
  throw new Error(`The broker does not answer on ${address}. ${join(folder, 'broker.log')} says:\n${lastLines()}`);
}

function lastLines() {
  const file = join(folder, 'broker.log');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-20).join('\n') : '';
}
