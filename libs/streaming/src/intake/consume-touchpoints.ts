import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { BatchLine, BatchOutcome } from '#commands';
import { connectKafka } from '../kafka/connect-kafka.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import type { StreamingLog } from '../streaming-log.js';
import { type DeadLetter, ensureDeadLetterTopic, sendDeadLetters } from './dead-letters.js';
import { inChunks, lineOf } from './intake-lines.js';
import { type IntakeStatus, IntakeStatusKeeper } from './intake-status.js';
import { unreadableTopic } from './unreadable-topic.js';

export interface IntakeOptions {
  readonly kafka: KafkaSettings;
  /** Its messages are touchpoints, each the same JSON as over HTTP, compressed with gzip or not at all. */
  readonly topic: string;
  /** The consumer group: its members share the topic's partitions. */
  readonly groupId: string;
  /** `CommandExecutor.executeMany` with the command and the metadata to record. Must be idempotent and durable when it resolves. */
  readonly record: (lines: readonly BatchLine[]) => Promise<readonly BatchOutcome[]>;
  readonly signal: AbortSignal;
  readonly log: StreamingLog;
  /** Called at every change; must be quick. */
  readonly onStatus: (status: IntakeStatus) => void;
  /** Where bad messages go, besides the quarantine. Default `<topic>.dead-letter`. */
  readonly deadLetterTopic?: string;
}

const SESSION_MS = 15_000;
const HEARTBEAT_MS = 3000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Records the touchpoints of a topic until `signal` aborts. A message's offset is committed only after it is in the ledger,
 * or in quarantine and in the dead-letter topic: if it is killed at any moment, nothing is lost, redelivered messages are
 * recognised as recorded, and a read-committed consumer sees each dead letter once. While the store cannot be reached it
 * waits, keeps its partitions and skips nothing.
 */
export async function consumeTouchpoints(options: IntakeOptions): Promise<void> {
  const { signal, log } = options;
  const kafka = connectKafka(options.kafka, log);
  const status = new IntakeStatusKeeper(options.onStatus);
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await ensureDeadLetterTopic(kafka, deadLetterTopic(options), options.kafka.replication);
      await consumeUntilCrash(kafka, options, status, () => (pause = FIRST_PAUSE_MS / 2));
    } catch (error) {
      if (signal.aborted) break;
      const known = unreadableTopic(error, options.topic);
      status.failed(known);
      log.warn({ code: known.code, topic: options.topic }, 'taking touchpoints in waits');
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  status.stopped();
}

function deadLetterTopic({ topic, deadLetterTopic: name = `${topic}.dead-letter` }: IntakeOptions): string {
  return name;
}

async function consumeUntilCrash(
  kafka: Kafka,
  options: IntakeOptions,
  status: IntakeStatusKeeper,
  onWell: () => void,
): Promise<void> {
  const { topic, groupId, signal } = options;
  const consumer = kafka.consumer({ groupId, sessionTimeout: SESSION_MS, heartbeatInterval: HEARTBEAT_MS, maxWaitTimeInMs: 500 });
  try {
    const crash = crashOf(consumer, topic, status);
    crash.catch(() => undefined);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        await takeIn(payload, { kafka, options, status });
        onWell();
      },
    });
    await Promise.race([crash, aborted(signal)]);
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
}

/** Rejects when the consumer gives up; reports in the status when it restarts by itself. */
function crashOf(consumer: Consumer, topic: string, status: IntakeStatusKeeper): Promise<never> {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => status.assigned(payload.memberAssignment[topic] ?? []));
  consumer.on(consumer.events.FETCH, () => status.read());
  return new Promise((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (restart) status.failed(unreadableTopic(error, topic));
      else reject(error);
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

interface Intake {
  readonly kafka: Kafka;
  readonly options: IntakeOptions;
  readonly status: IntakeStatusKeeper;
}

async function takeIn(payload: EachBatchPayload, intake: Intake): Promise<void> {
  const { batch } = payload;
  const { topic, partition } = batch;
  intake.status.arrived(partition, Number(BigInt(batch.highWatermark) - BigInt(batch.firstOffset() ?? batch.highWatermark)));
  for (const chunk of inChunks(batch.messages)) {
    const last = chunk.at(-1);
    if (!last) continue;
    const next = BigInt(last.offset) + 1n;
    const results = await untilRecorded(chunk, String(next), payload, intake);
    if (!results) return;
    payload.resolveOffset(last.offset);
    await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(next) }] }] });
    const count = (status: BatchOutcome['status']): number => results.filter((result) => result.status === status).length;
    intake.status.dealtWith(
      { recorded: count('accepted'), duplicates: count('duplicate'), quarantined: count('quarantined') },
      partition,
      Math.max(0, Number(BigInt(batch.highWatermark) - next)),
    );
    // Throws during a rebalance: a member that joins must not wait for everything that was read here.
    await payload.heartbeat();
  }
}

/** Retries until it succeeds; `undefined` when the partition was reassigned meanwhile, or `signal` aborted. */
async function untilRecorded(
  chunk: readonly KafkaMessage[],
  next: string,
  payload: EachBatchPayload,
  { kafka, options, status }: Intake,
): Promise<readonly BatchOutcome[] | undefined> {
  const { record, signal, log, topic, groupId } = options;
  const { partition } = payload.batch;
  const over = (): boolean => signal.aborted || !payload.isRunning() || payload.isStale();
  let heartbeatError: unknown;
  // Heartbeats keep the membership while nothing is recorded. A rebalance is noticed between two attempts.
  const beat = setInterval(() => {
    payload.heartbeat().catch((error: unknown) => (heartbeatError = error));
  }, HEARTBEAT_MS);
  try {
    for (let pause = FIRST_PAUSE_MS; !over(); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const results = await record(chunk.map(lineOf));
        const letters = results.flatMap((result, index): DeadLetter[] => {
          const message = chunk[index];
          return result.status === 'quarantined' && message ? [{ partition, message, result }] : [];
        });
        if (letters.length > 0)
          await sendDeadLetters(kafka, deadLetterTopic(options), { groupId, topic, partition, next, letters });
        return results;
      } catch (error) {
        status.failed(error, partition);
        log.warn(
          { topic, partition, error: error instanceof Error ? error.name : typeof error },
          'touchpoints cannot be recorded now',
        );
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        if (heartbeatError !== undefined) throw heartbeatError;
      }
    }
    return undefined;
  } finally {
    clearInterval(beat);
  }
}
