import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingMessage } from '../contracts/cloud-event.js';
import type { TopicContract } from '../contracts/topic-contract.js';
import { type LastPublished, type Topics, TopicsError } from '../topics.js';

export interface ReplayOptions {
  /** Names the replay and its topic: `<topic>.replay-<id>`. The same id continues the same replay. */
  readonly id: string;
  readonly replayed: ReplaySource;
  readonly topics: Topics;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
}

/** The messages of a replay. */
export interface ReplaySource {
  readonly contract: TopicContract;
  /** Where the replay begins. */
  readonly start: LastPublished;
  /** Where it ends at present: a `sequence` of the pages. */
  readonly end: () => Promise<bigint>;
  /** The messages after `after`, addressed to `topic`, page by page. */
  readonly pages: (after: LastPublished, end: bigint, topic: string) => AsyncIterable<ReplayPage>;
}

export interface ReplayPage {
  readonly messages: readonly OutgoingMessage[];
  /** The position where the page ends: the next page follows it, in any process. */
  readonly last: LastPublished;
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
 * Publishes the messages of a replay to a topic of its own, until it ends or `signal` aborts. Killed and called again, it
 * resumes where it was; a read-committed consumer sees each message once.
 * @throws InvalidReplayIdError TopicsError, and what `told` throws
 */
export async function replayTopic({ id, replayed, topics, signal, onProgress }: ReplayOptions): Promise<ReplayProgress> {
  if (!/^[a-z\d][a-z\d-]{0,39}$/.test(id)) throw new InvalidReplayIdError();
  const topic = `${replayed.contract.name}.replay-${id}`;
  await topics.ensure([{ name: topic, settings: replayed.contract.settings }]);
  const end = await replayed.end();
  let published = 0;
  for (let tries = 1; ; tries += 1) {
    const publisher = await topics.open(`replay.${topic}`);
    try {
      const begin = publisher.publishedUpTo.get(PROGRESS) ?? replayed.start;
      let upTo = begin.sequence;
      for await (const { messages, last } of replayed.pages(begin, end, topic)) {
        if (signal.aborted) break;
        await publisher.publish(messages, new Map([[PROGRESS, last]]));
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
