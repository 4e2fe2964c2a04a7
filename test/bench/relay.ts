import { START } from '#events';
import { bindFeatures, parseDefinitions } from '#features';
import { allOf } from '#slice';
import { cloudEvent, kafkaTopics, runRelay } from '#streaming';
import type { Announcement, Outbox } from '#views';
import { PostgresEditions } from '#views/postgres';
import { bareRate } from './bare-producer.js';
import { type BenchOptions, type BenchRow, count, median, perSecond } from './bench-row.js';
import { ownBroker, skipped, temporaryDatabase } from './needed-servers.js';
import { fillOutbox, madeUpAnnouncements, outboxInMemory } from './relay-outboxes.js';

const WHAT = 'relay to a broker on the same machine, in transactions, against a bare kafkajs producer with acks=all';
const ROUNDS = 5;
const TOPICS = allOf(bindFeatures(parseDefinitions(), { publishes: true }), 'topics');
const SOURCE = 'urn:touchstone:benchmark';
const SET = 'recognition';
const LONGEST_MS = 600_000;
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** Rates of one round, messages a second. */
interface Round {
  readonly fromPostgres: number;
  readonly fromMemory: number;
  readonly bare: number;
  readonly bareWithHeaders: number;
}

/** Outboxes of touchpoints, relayed until they are empty; in turns with a producer that has the same messages at hand. */
export async function run({ scale }: BenchOptions): Promise<readonly BenchRow[]> {
  const skip = skipped(WHAT, ['POSTGRES_URL', 'KAFKA_BROKERS']);
  if (skip) return skip;
  const broker = await ownBroker();
  const database = await temporaryDatabase();
  const editions = await PostgresEditions.open({ url: database.url, applicationName: 'touchstone benchmark', announces: true });
  try {
    const announcements = madeUpAnnouncements(Math.ceil(200_000 * scale));
    const bare = bareMessages(announcements);
    const rounds: Round[] = [];
    // The first round only warms up the compiler.
    for (let round = 0; round <= ROUNDS; round++) {
      await fillOutbox(editions, announcements);
      const measured = {
        fromPostgres: await relayRate(broker.url, editions.outbox, announcements.length, 'postgres'),
        bareWithHeaders: await bareRate(broker.url, bare.partitions, bare.withHeaders),
        fromMemory: await relayRate(broker.url, outboxInMemory(announcements), announcements.length, `memory-${round}`),
        bare: await bareRate(broker.url, bare.partitions, bare.plain),
      };
      if (round > 0) rounds.push(measured);
    }
    const note = `median of ${ROUNDS} rounds of ${count(announcements.length)} messages, of ${bare.bytes} bytes each, and headers of ${bare.headerBytes}; the broker shares the cores`;
    return [
      row(`${WHAT} that sends the same headers, from the outbox in PostgreSQL`, rounds, 'fromPostgres', 'bareWithHeaders', note),
      row('the same against one that sends no headers', rounds, 'fromPostgres', 'bare', 'as above'),
      row(
        'relay from an outbox in memory, against one that sends the same headers',
        rounds,
        'fromMemory',
        'bareWithHeaders',
        'as above',
      ),
    ];
  } finally {
    await editions.close();
    await database.remove();
    await broker.remove();
  }
}

function row(what: string, rounds: readonly Round[], ours: keyof Round, theirs: keyof Round, note: string): BenchRow {
  const ratio = median(rounds.map((round) => round[ours] / round[theirs]));
  return {
    what,
    ours: perSecond(median(rounds.map((round) => round[ours]))),
    reference: perSecond(median(rounds.map((round) => round[theirs]))),
    ratio,
    target: 'at least 0.5',
    met: ratio >= 0.5,
    note,
  };
}

/** Messages a second, from the first batch at hand until the last message is in its topic for good. */
async function relayRate(broker: string, outbox: Outbox, messages: number, name: string): Promise<number> {
  const done = new AbortController();
  let started: number | undefined;
  let ended: number | undefined;
  let problem = '';
  await runRelay({
    outbox,
    sets: [SET],
    topics: TOPICS,
    reads: { reader: () => ({ all: () => Promise.resolve([]), position: () => Promise.resolve(START) }) },
    broker: kafkaTopics({ brokers: [broker] }, QUIET),
    source: SOURCE,
    leadership: (signal, onLead) => onLead(signal),
    signal: AbortSignal.any([done.signal, AbortSignal.timeout(LONGEST_MS)]),
    log: QUIET,
    name,
    onStatus(status) {
      problem = status.problem?.message ?? problem;
      if (status.state === 'publishing') started ??= performance.now();
      if (status.published < messages || ended !== undefined) return;
      ended = performance.now();
      done.abort();
    },
  });
  if (started === undefined || ended === undefined) throw new Error(`The relay did not publish everything in time. ${problem}`);
  return (1000 * messages) / (ended - started);
}

/** The prepared messages for the bare producer. */
function bareMessages(announcements: readonly Announcement[]) {
  const contract = TOPICS.touchpoints?.contract;
  if (!contract) throw new Error('There is no topic of touchpoints.');
  const withHeaders = announcements.map(({ key, message }, index) => {
    const { value, headers } = cloudEvent(
      contract,
      { id: String(index), sequence: BigInt(index + 1), key, message },
      message,
      SOURCE,
    );
    return { key, value, headers };
  });
  const [first] = withHeaders;
  return {
    partitions: contract.settings.partitions,
    withHeaders,
    plain: withHeaders.map(({ key, value }) => ({ key, value })),
    bytes: first?.value?.length ?? 0,
    headerBytes: Object.entries(first?.headers ?? {}).reduce((sum, [name, text]) => sum + name.length + text.length, 0),
  };
}
