import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import type { BatchLine, BatchOutcome } from '#commands';
import { connectKafka } from '../kafka/connect-kafka.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { consumeTouchpoints } from './consume-touchpoints.js';
import type { IntakeStatus } from './intake-status.js';

/** A ledger in memory that refuses what is not `{ id }`, and takes each id once. */
class Ledger {
  readonly ids = new Map<string, number>();
  readonly quarantined: BatchLine[] = [];
  available = true;
  calls = 0;

  readonly record = (lines: readonly BatchLine[]): Promise<readonly BatchOutcome[]> => {
    this.calls += 1;
    if (!this.available) return Promise.reject(Object.assign(new Error('The store does not answer.'), { code: 'unreachable' }));
    return Promise.resolve(lines.map((line) => this.#record(line)));
  };

  #record(line: BatchLine): BatchOutcome {
    const id = line.problem ? undefined : /^\{"id":"(.+)"\}$/.exec(line.text)?.[1];
    if (id === undefined) {
      this.quarantined.push(line);
      const problem = line.problem ?? { code: 'invalid', detail: 'id is missing' };
      return { status: 'quarantined', quarantineId: `q${this.quarantined.length}`, problem };
    }
    const known = this.ids.get(id);
    this.ids.set(id, known ?? this.ids.size + 1);
    return { status: known === undefined ? 'accepted' : 'duplicate', id, position: String(this.ids.get(id)) };
  }
}

async function topicWith(
  messages: readonly Message[],
  config: Readonly<Record<string, string>> = {},
): Promise<{ topic: string; send: (more: readonly Message[]) => Promise<void> }> {
  const kafka = connectKafka(testKafka(), QUIET);
  const topic = `test.intake.${randomUUID().slice(0, 8)}`;
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: 4, replicationFactor: 1, configEntries }],
  });
  await admin.disconnect();
  const send = async (more: readonly Message[]): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [...more] });
    await producer.disconnect();
  };
  if (messages.length > 0) await send(messages);
  return { topic, send };
}

const touchpoints = (count: number, from = 0): Message[] =>
  Array.from({ length: count }, (_, n) => ({ key: `k${n % 9}`, value: `{"id":"${from + n}"}` }));

/** Takes in until told to stop; `end` stops it and gives every status it told. */
function start(
  topic: string,
  record: Ledger['record'],
  groupId = `group-${topic}`,
): { seen: IntakeStatus[]; end: () => Promise<void> } {
  const stop = new AbortController();
  const seen: IntakeStatus[] = [];
  const ended = consumeTouchpoints({
    kafka: testKafka(),
    topic,
    groupId,
    record,
    signal: stop.signal,
    log: QUIET,
    onStatus: (status) => seen.push(status),
  });
  return {
    seen,
    async end() {
      stop.abort();
      await ended;
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); await sleep(20))
    if (Date.now() > end) throw new Error('It did not come to that.');
}

describeWithKafka('Touchpoints from a topic', () => {
  it('are recorded, those that come again only once, also by the next consumer of the group', async () => {
    const { topic, send } = await topicWith([...touchpoints(2000), ...touchpoints(10)]);
    const ledger = new Ledger();
    const first = start(topic, ledger.record);
    await until(() => (first.seen.at(-1)?.recorded ?? 0) + (first.seen.at(-1)?.duplicates ?? 0) >= 2010);
    await first.end();
    expect(first.seen.at(-1)).toEqual({ state: 'stopped', recorded: 2000, duplicates: 10, quarantined: 0, waiting: 0 });
    await send(touchpoints(5, 2000));
    const second = start(topic, ledger.record);
    await until(() => ledger.ids.size >= 2005);
    await sleep(300);
    await second.end();
    expect(second.seen.at(-1)).toMatchObject({ recorded: 5, duplicates: 0 });
  }, 60_000);

  it('that are bad go to quarantine and to the dead-letter topic with the reason, and the rest goes on', async () => {
    const bad: Message[] = [
      { key: 'k', value: '{"name":"Ada Lovelace"}' },
      { key: 'k', value: null },
      { key: 'k', value: Buffer.from([0x7b, 0xff, 0xfe]) },
    ];
    const { topic } = await topicWith([...touchpoints(20), ...bad, ...touchpoints(20, 20)]);
    const ledger = new Ledger();
    const intake = start(topic, ledger.record);
    await until(() => ledger.ids.size >= 40 && ledger.quarantined.length >= 3);
    const letters = await readTopic(testKafka(), `${topic}.dead-letter`, ({ length }) => length >= 3);
    await intake.end();
    expect(letters.map(({ headers }) => headers.reason)).toEqual(['invalid', 'malformed', 'malformed']);
    expect(letters[0]).toMatchObject({ key: 'k', value: '{"name":"Ada Lovelace"}' });
    expect(letters[0]?.headers).toMatchObject({ detail: 'id is missing', 'quarantine-id': 'q1', 'source-topic': topic });
    expect(letters[0]?.headers['source-offset']).toMatch(/^\d+$/);
    expect(JSON.stringify(letters.map(({ headers }) => headers))).not.toContain('Lovelace');
    expect(intake.seen.at(-1)).toMatchObject({ recorded: 40, quarantined: 3 });
  }, 60_000);

  it('wait while the store cannot be reached, in the order they came, and say so', async () => {
    const { topic } = await topicWith(touchpoints(600));
    const ledger = new Ledger();
    ledger.available = false;
    const intake = start(topic, ledger.record);
    await until(() => ledger.calls >= 3);
    expect(ledger.ids.size).toBe(0);
    expect(intake.seen.at(-1)).toMatchObject({
      state: 'waiting',
      problem: { code: 'unreachable', message: 'The store does not answer.' },
    });
    expect(intake.seen.at(-1)?.waiting).toBeGreaterThan(0);
    ledger.available = true;
    await until(() => ledger.ids.size >= 600);
    await until(() => intake.seen.at(-1)?.recorded === 600);
    expect(intake.seen.at(-1)?.problem).toBeUndefined();
    await intake.end();
  }, 60_000);

  it('are not lost when one of two consumers leaves in the middle of recording', async () => {
    const { topic } = await topicWith(touchpoints(4000));
    const ledger = new Ledger();
    const slowly: Ledger['record'] = async (lines) => {
      await sleep(30);
      return ledger.record(lines);
    };
    const [one, two] = [start(topic, slowly), start(topic, slowly)];
    await until(() => ledger.ids.size >= 500);
    await one.end();
    await until(() => ledger.ids.size >= 4000);
    await two.end();
    expect(ledger.ids.size).toBe(4000);
  }, 60_000);

  it.each(['lz4', 'snappy', 'zstd'])(
    'that the broker compressed with %s are waited for, and the status says what to do',
    async (codec) => {
      const { topic } = await topicWith(touchpoints(200), { 'compression.type': codec });
      const ledger = new Ledger();
      const intake = start(topic, ledger.record);
      await until(() => (intake.seen.at(-1)?.problem?.attempts ?? 0) >= 3);
      const { state, problem } = intake.seen.at(-1) ?? {};
      await intake.end();
      expect([state, problem?.code]).toEqual(['waiting', 'unsupported-compression']);
      for (const said of [topic, codec, 'compression.type', 'gzip']) expect(problem?.message).toContain(said);
      expect(ledger.calls).toBe(0);
    },
    60_000,
  );

  it('of a topic that is not there are waited for, and the status says so', async () => {
    const intake = start(`test.absent.${randomUUID()}`, new Ledger().record);
    await until(() => intake.seen.at(-1)?.state === 'waiting');
    expect(intake.seen.at(-1)?.problem?.code).toBe('unknown-topic');
    await intake.end();
  }, 60_000);
});
