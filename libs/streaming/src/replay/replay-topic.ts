import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplaySource, TopicContract } from '#slice';
import { cloudEvent } from '../contracts/cloud-event.js';
import { type Topics, TopicsError } from '../topics.js';

export interface ReplayOptions {
  /** Names the replay and its topic: `<topic>.replay-<id>`. The same id continues the same replay. */
  readonly id: string;
  /** Of the topic whose messages are published again. */
  readonly contract: TopicContract;
  /** What is published again. */
  readonly replayed: ReplaySource;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly broker: Topics;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  readonly topic: string;
  /** Messages published by this call. */
  readonly published: number;
  readonly upTo: bigint;
  /** Where the replay ended when it was requested. */
  readonly end: bigint;
}

/** The id of a replay cannot be part of a topic's name. */
export class InvalidReplayIdError extends Error {
  readonly code = 'invalid-replay-id';
  constructor() {
    super('The id of a replay is made of small letters, digits and dashes, 40 at most, such as 2026-11-crm.');
  }
}

const TRIES = 5;
const PROGRESS = 'replay';
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'too-few-replicas', 'refused']);

/**
 * Publishes once more what `replayed` says, to a topic of its own, until it ends or `signal` aborts. Killed and called again,
 * it goes on where it was; each message is there once for a read-committed consumer.
 * @throws InvalidReplayIdError TopicsError, and what `replayed` throws
 */
export async function replayTopic({
  id,
  contract,
  replayed,
  source,
  broker,
  signal,
  onProgress,
}: ReplayOptions): Promise<ReplayProgress> {
  if (!/^[a-z\d][a-z\d-]{0,39}$/.test(id)) throw new InvalidReplayIdError();
  const topic = `${contract.name}.replay-${id}`;
  await broker.ensure([{ name: topic, settings: contract.settings }]);
  const end = await replayed.end();
  let published = 0;
  for (let tries = 1; ; tries += 1) {
    const publisher = await broker.open(`replay.${topic}`);
    try {
      const begin = publisher.publishedUpTo.get(PROGRESS) ?? replayed.start;
      let upTo = begin.sequence;
      for await (const { messages, last } of replayed.pages(begin, end)) {
        if (signal.aborted) break;
        const outgoing = messages.map((message) => cloudEvent(contract, message, message.value, source, topic));
        await publisher.publish(outgoing, new Map([[PROGRESS, last]]));
        [upTo, tries] = [last.sequence, 1];
        published += messages.length;
        onProgress?.({ topic, published, upTo, end });
      }
      return { topic, published, upTo, end };
    } catch (error) {
      if (!(error instanceof TopicsError) || !PASSING.has(error.code) || tries >= TRIES) throw error;
      await sleep(1000 * tries);
    } finally {
      await publisher.close();
    }
  }
}
