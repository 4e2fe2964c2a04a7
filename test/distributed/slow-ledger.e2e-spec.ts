import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { START } from '#events';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { lineTo, type LineToServer } from './line-to-server.js';
import { eventually, touchpoint } from './made-up-load.js';

jest.setTimeout(240_000);

const TOPIC = 'slow-ledger';
const GROUP = 'touchstone-ledger';
const MESSAGES = 8000;
/** There and back 0.6 s, for each of 15 appends at a time: 250 of them take longer than a member may be silent. */
const DELAY_MS = 300;
const SLOW_MS = 40_000;
const SILENT_MS = 20_000;
const MEGABYTES = 1024;

describeDistributed('The intake before a ledger that answers slowly', () => {
  let world: Installation;
  let line: LineToServer;
  let ledger: TestServer;
  let store: EventStore;
  let kafka: Kafka;

  beforeAll(async () => {
    world = await installation();
    const slow = await lineTo(world.eventStoreDb);
    line = slow.line;
    store = openEventStoreDb({ url: world.eventStoreDb });
    kafka = new Kafka({ brokers: [...world.broker.settings.brokers], logLevel: logLevel.NOTHING });
    await fill();
    await line.is('slow', DELAY_MS);
    ledger = await world.start('ledger', { EVENTSTOREDB_URL: slow.url, KAFKA_INTAKE_TOPIC: TOPIC });
  });
  afterAll(async () => {
    await line.is('well');
    const code = await ledger.stop();
    await store.close();
    await line.close();
    await world.remove();
    expect(code).toBe(0);
  });

  async function fill(): Promise<void> {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: 3, replicationFactor: 1 }] });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    for (let from = 0; from < MESSAGES; from += 500) {
      const messages = Array.from({ length: 500 }, (_, n) => ({
        key: String(from + n),
        value: JSON.stringify(
          touchpoint(from + n, [['email', `p${(from + n) % 200}@example.org`]], { content: 'x'.repeat(2000) }),
        ),
      }));
      await producer.send({ topic: TOPIC, messages });
    }
    await producer.disconnect();
  }

  /** External ids are sealed in no event: each touchpoint is a stream of its own. */
  async function recorded(): Promise<string[]> {
    const streams: string[] = [];
    for (let after = START; ;) {
      const events = await store.readAll(after, { limit: 1000 });
      streams.push(...events.map(({ stream }) => stream));
      const last = events.at(-1);
      if (!last) return streams;
      after = last.position;
    }
  }

  const residentKb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ledger.pid}/status`, 'utf8'))?.[1]);

  it('commits what is recorded and nothing else, stays in its group, takes little memory, loses and doubles nothing', async () => {
    const admin = kafka.admin();
    await admin.connect();
    const committed = async (): Promise<number> => {
      const [offsets] = await admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC] });
      return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    };
    const group = async (): Promise<{ state: string; members: string[] }> => {
      const { groups } = await admin.describeGroups([GROUP]);
      return { state: groups[0]?.state ?? '', members: (groups[0]?.members ?? []).map(({ memberId }) => memberId) };
    };
    const member = await eventually(group, ({ state, members }) => state === 'Stable' && members.length === 1);
    const before = residentKb();
    let most = 0;
    let taken = 0;
    /** Looks again and again for so long, or until everything is committed. */
    const watch = async (forMs: number): Promise<void> => {
      for (const end = Date.now() + forMs; Date.now() < end && taken < MESSAGES; await sleep(1000)) {
        taken = await committed();
        expect(taken).toBeLessThanOrEqual((await recorded()).length);
        expect(await group()).toEqual(member);
        most = Math.max(most, residentKb());
      }
    };
    await watch(SLOW_MS);
    const slowly = { recorded: (await recorded()).length, committed: taken };
    expect((await ledger.call('GET', '/health/live')).status).toBe(200);

    await line.is('silent');
    await watch(SILENT_MS);
    await line.is('well');
    await watch(120_000);
    expect(taken).toBe(MESSAGES);
    await admin.disconnect();

    const streams = await recorded();
    process.stderr.write(
      `In ${SLOW_MS} ms of a slow line ${slowly.recorded} recorded, ${slowly.committed} committed; ${Math.round((most - before) / MEGABYTES)} MB more memory at most.\n`,
    );
    expect(slowly.committed).toBeGreaterThan(0);
    expect(new Set(streams).size).toBe(MESSAGES);
    expect(streams).toHaveLength(MESSAGES);
    expect(most - before).toBeLessThan(250 * MEGABYTES);
    expect(ledger.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
