import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { describeWithKafka, ownBroker, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testTopics } from '../testing/test-topics.js';

/** Relays an outbox of messages that follow from their sequence; the process prints how many it published. */
const RELAY = `
  const { writeSync } = require('node:fs');
  const { runRelay } = require(${JSON.stringify(join(__dirname, 'relay.ts'))});
  const { kafkaTopics } = require(${JSON.stringify(join(__dirname, '../kafka/kafka-topics.ts'))});
  const { EMPTY_VIEWS, madeUpOutbox } = require(${JSON.stringify(join(__dirname, '../testing/made-up-outbox.ts'))});
  const { testTopics } = require(${JSON.stringify(join(__dirname, '../testing/test-topics.ts'))});
  const given = JSON.parse(process.argv[1]);
  const topics = { changes: { contract: { ...testTopics().changes, name: given.topic } } };
  const log = { debug() {}, info() {}, warn() {} };
  const began = Date.now();
  void runRelay({
    outbox: madeUpOutbox({
      head: () => Math.min(given.most, 1000 + Math.floor((Date.now() - given.since) * given.perMs)),
      trimFile: given.trimFile,
      message: (sequence) => ({
        topic: 'changes',
        key: 'customer-' + sequence % 50,
        message: { type: 'linked', to: 'customer-' + sequence % 50, handles: ['x'.repeat(400)], position: String(sequence) },
      }),
    }),
    sets: ['recognition'], broker: kafkaTopics(given.kafka, log), reads: EMPTY_VIEWS, source: 'urn:test', log,
    leadership: async (signal, onLead) => { for (;;) await onLead(signal); }, signal: new AbortController().signal, name: given.name, topics,
    onStatus: ({ sets }) => writeSync(1, sets[0].publishedUpTo + '\\n'),
  });
`;

interface Given {
  readonly kafka: KafkaSettings;
  readonly name: string;
  readonly most: number;
  readonly perMs: number;
  readonly since: number;
  readonly trimFile: string;
  readonly topic: string;
}

function startRelay(given: Given): { child: ChildProcess; upTo: () => number; complaint: () => string } {
  const hook = require.resolve('../../../event-store/src/sqlite/run-typescript.cjs');
  const child = spawn(process.execPath, ['--conditions=source', '--require', hook, '--eval', RELAY, JSON.stringify(given)]);
  let last = '0';
  let complaint = '';
  child.stdout.on('data', (text: Buffer) => (last = text.toString().trim().split('\n').at(-1) ?? last));
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  return { child, upTo: () => Number(last), complaint: () => complaint };
}

async function expectEachOnceInOrder(kafka: KafkaSettings, topic: string, count: number): Promise<void> {
  const messages = await readTopic(kafka, topic, ({ length }) => length >= count, { restMs: 1500, withinMs: 60_000 });
  const sequences = messages.map(({ headers }) => Number(headers.ce_sequence));
  expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  const lastOfKey = new Map<string, number>();
  messages.forEach(({ key }, at) => {
    const sequence = sequences[at] ?? 0;
    expect(sequence).toBeGreaterThan(lastOfKey.get(key) ?? 0);
    lastOfKey.set(key, sequence);
  });
}

function relayOf(kafka: KafkaSettings, folder: string, most: number, perMs: number): Given {
  return {
    kafka,
    name: `relay-${randomUUID()}`,
    most,
    perMs,
    since: Date.now(),
    trimFile: join(folder, 'trimmed'),
    topic: testTopics().changes.name,
  };
}

async function until(condition: () => boolean, withinMs: number, complaint: () => string): Promise<void> {
  for (const end = Date.now() + withinMs; !condition(); await sleep(50))
    if (Date.now() > end) throw new Error(`It did not come to that. ${complaint()}`);
}

describeWithKafka('Publishing with processes that are killed', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'touchstone-relay-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives each message once, in order per key, whenever relays are killed; also with the next one started before', async () => {
    const options = relayOf(testKafka(), folder, 40_000, 3);
    let relay = startRelay(options);
    for (let round = 0; round < 8; round += 1) {
      await sleep(500 + Math.random() * 1500);
      // Both act as leaders for a while, and fence each other.
      const next = startRelay(options);
      if (round % 2 === 0) await sleep(Math.random() * 1200);
      relay.child.kill('SIGKILL');
      await once(relay.child, 'close');
      expect(relay.complaint()).toBe('');
      relay = next;
    }
    await until(() => relay.upTo() >= options.most, 30_000, relay.complaint);
    relay.child.kill('SIGKILL');
    await once(relay.child, 'close');
    await expectEachOnceInOrder(testKafka(), options.topic, options.most);
  }, 120_000);

  it('gives each message once, in order per key, whenever the broker is killed under the relay', async () => {
    const broker = await ownBroker();
    try {
      const options = relayOf(broker.settings, mkdtempSync(join(folder, 'own-')), 30_000, 1.5);
      const relay = startRelay(options);
      try {
        await until(() => relay.upTo() > 0, 20_000, relay.complaint);
        for (let round = 0; round < 4; round += 1) {
          await sleep(500 + Math.random() * 1500);
          broker.kill();
          await sleep(Math.random() * 1000);
          await broker.start();
        }
        await until(() => relay.upTo() >= options.most, 60_000, relay.complaint);
        expect(relay.complaint()).toBe('');
      } finally {
        relay.child.kill('SIGKILL');
      }
      await expectEachOnceInOrder(broker.settings, options.topic, options.most);
    } finally {
      await broker.remove();
    }
  }, 240_000);
});
