import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from '#events';
import { openSqliteEventStore } from '../../../event-store/src/sqlite/sqlite-event-store.js';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';

/** Takes touchpoints in to a ledger on disk, one stream for each; prints a line after each chunk. */
const INTAKE = `
  const { writeSync } = require('node:fs');
  const { consumeTouchpoints } = require(${JSON.stringify(join(__dirname, 'consume-touchpoints.ts'))});
  const { ConcurrencyError } = require(${JSON.stringify(join(__dirname, '../../../event-store/src/event-store.ts'))});
  const { openSqliteEventStore } = require(${JSON.stringify(join(__dirname, '../../../event-store/src/sqlite/sqlite-event-store.ts'))});
  const { randomUUID } = require('node:crypto');
  const [file, topic, brokers] = process.argv.slice(1);
  const store = openSqliteEventStore(file);
  const once = async ({ text }) => {
    const event = { id: randomUUID(), type: 'Tested', schemaVersion: 1, data: { text }, metadata: {} };
    try {
      await store.append(text, [event], 'none');
      return { status: 'accepted', id: event.id, position: '1' };
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error;
      return { status: 'duplicate', id: event.id, position: '1' };
    }
  };
  const log = { debug() {}, info() {}, warn() {} };
  void consumeTouchpoints({
    kafka: { brokers: brokers.split(',') }, topic, groupId: 'group-' + topic, signal: new AbortController().signal, log,
    record: (lines) => Promise.all(lines.map(once)),
    onStatus: ({ recorded, waiting }) => writeSync(1, recorded + ' ' + waiting + '\\n'),
  });
`;

const MESSAGES = 20_000;

describeWithKafka('Taking touchpoints in with a process that is killed', () => {
  it('loses none and records each once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-intake-'));
    const file = join(folder, 'ledger.db');
    const topic = `test.intake.${randomUUID().slice(0, 8)}`;
    await fill(topic);
    const hook = require.resolve('../../../event-store/src/sqlite/run-typescript.cjs');
    const start = (): ChildProcess =>
      spawn(
        process.execPath,
        ['--conditions=source', '--require', hook, '--eval', INTAKE, file, topic, testKafka().brokers.join(',')],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
    try {
      for (const chunks of [2, 5, 9]) {
        const child = start();
        let lines = 0;
        child.stdout?.on('data', (text: Buffer) => {
          lines += text.toString().split('\n').length - 1;
          if (lines > chunks) child.kill('SIGKILL');
        });
        await once(child, 'close');
      }
      const last = start();
      last.stdout?.resume();
      const store = openSqliteEventStore(file);
      for (const end = Date.now() + 60_000; Number(await store.head()) < MESSAGES && Date.now() < end;) await sleep(100);
      await sleep(500);
      last.kill('SIGKILL');
      await once(last, 'close');
      const texts = (await readAll(store)).toSorted();
      await store.close();
      expect(texts).toEqual(Array.from({ length: MESSAGES }, (_, n) => textOf(n)).toSorted());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});

const textOf = (n: number): string => `touchpoint-${n}`;

async function fill(topic: string): Promise<void> {
  const kafka = connectKafka(testKafka(), QUIET);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  for (let n = 0; n < MESSAGES; n += 1000)
    await producer.send({ topic, messages: Array.from({ length: 1000 }, (_, m) => ({ key: String(m), value: textOf(n + m) })) });
  await producer.disconnect();
}

async function readAll(store: ReturnType<typeof openSqliteEventStore>): Promise<string[]> {
  const texts: string[] = [];
  for (let after = START; ;) {
    const events = await store.readAll(after, { limit: 5000 });
    texts.push(...events.map(({ data }) => (data as { text: string }).text));
    const last = events.at(-1);
    if (!last) return texts;
    after = last.position;
  }
}
