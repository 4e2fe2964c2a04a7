import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { BatchLine, BatchOutcome } from '#commands';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { consumeTouchpoints } from './consume-touchpoints.js';

jest.setTimeout(120_000);

/** Longer than a member of the group may be silent. */
const LONGER_THAN_A_SESSION_MS = 20_000;
const PARTITIONS = 2;

/** A ledger in memory whose appends take their time. */
class SlowLedger {
  readonly times = new Map<string, number>();
  delay = 0;
  underWay = 0;
  mostUnderWay = 0;

  readonly record = async (lines: readonly BatchLine[]): Promise<readonly BatchOutcome[]> => {
    this.underWay += lines.length;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await sleep(this.delay);
    this.underWay -= lines.length;
    return lines.map(({ text }): BatchOutcome => {
      const times = (this.times.get(text) ?? 0) + 1;
      this.times.set(text, times);
      return { status: times === 1 ? 'accepted' : 'duplicate', id: text, position: '1' };
    });
  };
}

describeWithKafka('Taking touchpoints in for a slow ledger', () => {
  const kafka = connectKafka(testKafka(), QUIET);
  let admin: Admin;
  const running: { end(): Promise<void> }[] = [];
  beforeAll(async () => {
    admin = kafka.admin();
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.end()));
  });
  afterAll(() => admin.disconnect());

  async function topicWith(messages: number): Promise<string> {
    const topic = `test.intake.${randomUUID().slice(0, 8)}`;
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] });
    const producer = kafka.producer();
    await producer.connect();
    for (let partition = 0; partition < PARTITIONS; partition++)
      await producer.send({
        topic,
        messages: Array.from({ length: messages / PARTITIONS }, (_, n) => ({ partition, value: `${partition}-${n}` })),
      });
    await producer.disconnect();
    return topic;
  }

  function start(topic: string, ledger: SlowLedger): void {
    const stop = new AbortController();
    const ended = consumeTouchpoints({
      kafka: testKafka(),
      topic,
      groupId: `group-${topic}`,
      record: ledger.record,
      signal: stop.signal,
      log: QUIET,
      onStatus: () => undefined,
    });
    running.push({
      async end() {
        stop.abort();
        await ended;
      },
    });
  }

  const committed = async (topic: string): Promise<number> => {
    const [offsets] = await admin.fetchOffsets({ groupId: `group-${topic}`, topics: [topic] });
    return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  };
  const group = async (topic: string): Promise<{ state: string; members: string[] }> => {
    const { groups } = await admin.describeGroups([`group-${topic}`]);
    return { state: groups[0]?.state ?? '', members: (groups[0]?.members ?? []).map(({ memberId }) => memberId).toSorted() };
  };
  async function until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<number> {
    const began = Date.now();
    for (; !(await condition()); await sleep(50))
      if (Date.now() - began > withinMs) throw new Error(`It did not come to that within ${withinMs} ms.`);
    return Date.now() - began;
  }

  it('commits nothing before it is recorded, has little under way, and stays a member however long an append takes', async () => {
    const topic = await topicWith(2000);
    const ledger = new SlowLedger();
    ledger.delay = LONGER_THAN_A_SESSION_MS;
    start(topic, ledger);
    await until(() => ledger.underWay > 0, 30_000);
    const before = await group(topic);
    expect(before).toMatchObject({ state: 'Stable', members: [expect.any(String)] });
    await until(async () => {
      expect(await committed(topic)).toBeLessThanOrEqual(ledger.times.size);
      return ledger.times.size > 0;
    }, LONGER_THAN_A_SESSION_MS + 5000);
    ledger.delay = 10;
    await until(async () => (await committed(topic)) === 2000, 40_000);
    expect(await group(topic)).toEqual(before);
    expect(ledger.times.size).toBe(2000);
    expect(Math.max(...ledger.times.values())).toBe(1);
    expect(ledger.mostUnderWay).toBeLessThanOrEqual(250);
  });

  it('shares its partitions with who joins after the append under way, not after all that it has read', async () => {
    const topic = await topicWith(20_000);
    const ledger = new SlowLedger();
    ledger.delay = 3000;
    start(topic, ledger);
    await until(() => ledger.times.size > 0, 30_000);
    start(topic, ledger);
    const took = await until(async () => {
      const { state, members } = await group(topic);
      return state === 'Stable' && members.length === 2;
    }, 60_000);
    process.stderr.write(`Who joined had partitions after ${took} ms.\n`);
    expect(took).toBeLessThan(15_000);
    ledger.delay = 0;
    await until(async () => (await committed(topic)) === 20_000, 40_000);
    expect(ledger.times.size).toBe(20_000);
    // What was under way when the partitions changed hands may come again: the ledger knows it.
    const again = [...ledger.times.values()].filter((times) => times > 1).length;
    expect(again).toBeLessThanOrEqual(250);
    expect(ledger.mostUnderWay).toBeLessThanOrEqual(500);
  });
});
