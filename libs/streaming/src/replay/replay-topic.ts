import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Position,
  TOUCHPOINT_RECORDED,
  type TouchpointRecorded,
  UnknownEventError,
  upcast,
  type RecordedEvent,
} from '#events';
import type { EventStore } from '#event-store';
import { cloudEvent, type OutgoingMessage } from '../contracts/cloud-event.js';
import { touchpointMessages, TOUCHPOINTS } from '../contracts/touchpoints-topic.js';
import type { TopicContract } from '../contracts/topic-contract.js';
import { type Topics, TopicsError } from '../topics.js';

export interface ReplayOptions {
  /** Names the replay and its topic: `<topic>.replay-<id>`. The same id again goes on with the same replay. */
  readonly id: string;
  /** Events after this position are replayed. */
  readonly from: Position;
  readonly ledger: Pick<EventStore, 'readAll'>;
  /**
   * Whose hubs are whose right now, and how far recognition had read before that was looked up. Every hub of an event
   * up to there is known.
   */
  readonly recognised: (
    hubs: readonly string[],
  ) => Promise<{ readonly upTo: Position; readonly customers: ReadonlyMap<string, string> }>;
  readonly topics: Topics;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
  readonly contract?: TopicContract;
}

export interface ReplayProgress {
  readonly topic: string;
  /** Messages published by this call. */
  readonly published: number;
  readonly upTo: Position;
  /** Where the replay ends: what recognition had read when it was asked for. */
  readonly end: Position;
}

/** The name of a replay cannot be part of a topic's name. */
export class InvalidReplayIdError extends Error {
  readonly code = 'invalid-replay-id';
  constructor() {
    super('The id of a replay is made of small letters, digits and dashes, 40 at most, such as 2026-11-crm.');
  }
}

const PAGE = 500;
const TRIES = 5;

/**
 * Publishes the touchpoints of the ledger once more, with their customers as recognised now, to a topic of its own; its
 * `ce_id`s are those of the first time. Ends at what recognition has read at the beginning, or when `signal` aborts.
 * Killed and called again, it goes on where it was; each message is there once for a read-committed consumer.
 * @throws InvalidReplayIdError TopicsError StoreUnavailableError
 */
export async function replayTopic(options: ReplayOptions): Promise<ReplayProgress> {
  const { id, topics, contract = TOUCHPOINTS } = options;
  if (!/^[a-z\d][a-z\d-]{0,39}$/.test(id)) throw new InvalidReplayIdError();
  const topic = `${contract.name}.replay-${id}`;
  await topics.ensure([{ name: topic, settings: contract.settings }]);
  const { upTo: end } = await options.recognised([]);
  let published = 0;
  for (let tries = 1; ; tries += 1) {
    const publisher = await topics.open(`replay.${topic}`);
    try {
      const start = publisher.publishedUpTo.get(LEDGER)?.sequence ?? options.from;
      let upTo = start as Position;
      for await (const { messages, last } of pages(options, contract, topic, upTo, end)) {
        await publisher.publish(messages, new Map([[LEDGER, { sequence: last }]]));
        [upTo, tries] = [last, 1];
        published += messages.length;
        options.onProgress?.({ topic, published, upTo, end });
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

const LEDGER = 'ledger';
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'too-few-replicas', 'refused']);

interface Page {
  readonly messages: readonly OutgoingMessage[];
  readonly last: Position;
}

async function* pages(
  { ledger, recognised, source, signal }: ReplayOptions,
  contract: TopicContract,
  topic: string,
  from: Position,
  end: Position,
): AsyncGenerator<Page> {
  for (let after = from; after < end && !signal.aborted;) {
    const events = (await ledger.readAll(after, { limit: PAGE })).filter(({ position }) => position <= end);
    const last = events.at(-1)?.position;
    if (last === undefined) return;
    const touchpoints = events.flatMap(touchpointIn);
    const { upTo, customers } = await recognised([
      ...new Set(touchpoints.flatMap(({ data }) => data.parties.map(({ hub }) => hub))),
    ]);
    const messages = touchpoints.flatMap((event) =>
      touchpointMessages(event, (hub) => customers.get(hub) ?? hub, upTo).map(({ key, message }) =>
        cloudEvent(contract, { id: event.id, sequence: event.position, key, message }, message, source, topic),
      ),
    );
    yield { messages, last };
    after = last;
  }
}

/** What a newer version wrote is left out: it is set aside by the views too. */
function touchpointIn(recorded: RecordedEvent): TouchpointRecorded[] {
  try {
    const event = upcast(recorded);
    return event.type === TOUCHPOINT_RECORDED ? [event] : [];
  } catch (error) {
    if (error instanceof UnknownEventError) return [];
    throw error;
  }
}
