import { setTimeout as sleep } from 'node:timers/promises';
import type { Outbox } from '#views';
import type { PublishedTopics, PublishingReads } from '#slice';
import type { LastPublished, PublishedUpTo, Publisher } from '../topics.js';
import { AutoResetEvent } from './auto-reset-event.js';
import { destinationsOf } from './destinations.js';
import { type OutboxItem, readBatch } from './outbox-batch.js';
import { publishItems } from './publish-items.js';
import { RelayBlockedError } from './relay-status.js';

export interface PublishOptions {
  readonly outbox: Outbox;
  readonly sets: readonly string[];
  readonly publisher: Publisher;
  readonly topics: PublishedTopics;
  readonly reads: PublishingReads;
  readonly source: string;
  readonly signal: AbortSignal;
  readonly status: {
    set(state: 'publishing' | 'idle'): void;
    published(upTo: PublishedUpTo, messages: number): void;
    head(set: string, head: bigint): void;
  };
  /** Called whenever something was published or nothing was left to publish. */
  readonly onWell: () => void;
}

const NOTHING: LastPublished = { sequence: 0n };
const SMALLEST_BATCH = 50;
const FIRST_BATCH = 500;
const LARGEST_BATCH = 2500;
/** Most bytes that a batch should hold; after a larger one, the limit of the next batch is halved. */
const BATCH_BYTES = 4_000_000;
/** Least time between the beginnings of two small transactions: docs/decisions/0028-small-work-shares-commits.md. */
const LINGER_MS = 30;
const SMALL = 200;
const LOOK_AT_LEAST_EVERY_MS = 5000;
const HOUSEKEEPING_EVERY_MS = 1000;

/** Publishes the outboxes from where `publisher` got to, until `signal` aborts. Reads the next batch while one is published: holds two at most. */
export async function publishOutbox(options: PublishOptions): Promise<void> {
  const { outbox, sets, topics, reads, publisher, signal, status, onWell } = options;
  const destinations = destinationsOf(topics, reads);
  const published = new Map(sets.map((set): [string, LastPublished] => [set, publisher.publishedUpTo.get(set) ?? NOTHING]));
  await refuseAnotherOutbox(outbox, published);
  status.published(published, 0);
  const read = new Map([...published].map(([set, { sequence }]) => [set, sequence]));
  let limit = FIRST_BATCH;
  const readAhead = async (): Promise<readonly OutboxItem[]> => {
    const items = await readBatch({ ...options, destinations }, read, limit);
    for (const { set, sequence } of items) read.set(set, sequence);
    return items;
  };
  const done = (upTo: PublishedUpTo, messages: number): void => {
    for (const [set, last] of upTo) published.set(set, last);
    status.published(upTo, messages);
  };

  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const changed = new AutoResetEvent();
  const listening = listen(outbox, either, changed);
  // Awaited only when there is nothing to publish; until then a rejection must not count as unhandled.
  listening.catch(() => undefined);
  const keeper = new Housekeeper(outbox, published, status);
  let next: Promise<readonly OutboxItem[]> | undefined;
  try {
    while (!signal.aborted) {
      const items = await (next ?? readAhead());
      next = undefined;
      if (items.length === 0) {
        status.set('idle');
        onWell();
        await keeper.tidy();
        await Promise.race([changed.wait(either, LOOK_AT_LEAST_EVERY_MS), listening]);
        continue;
      }
      const began = Date.now();
      status.set('publishing');
      limit = nextLimit(items, limit);
      next = items.length >= SMALL ? readAhead() : undefined;
      // Awaited in the next iteration; until then a rejection must not count as unhandled.
      next?.catch(() => undefined);
      await publishItems(publisher, items, done);
      onWell();
      if (Date.now() - keeper.last >= HOUSEKEEPING_EVERY_MS) await keeper.tidy();
      const rest = LINGER_MS - (Date.now() - began);
      if (items.length < SMALL && rest > 0) await sleep(rest);
    }
    await keeper.tidy();
  } finally {
    ended.abort();
    await next?.catch(() => undefined);
    await listening.catch(() => undefined);
  }
}

/** Sets `changed` at every change of the outbox; rejects when listening fails, resolves when the signal aborts. */
async function listen(outbox: Outbox, signal: AbortSignal, changed: AutoResetEvent): Promise<void> {
  for await (const _ of outbox.changes(signal)) changed.set();
  if (!signal.aborted) throw new Error('The outbox stopped telling of changes.');
}

function nextLimit(items: readonly OutboxItem[], limit: number): number {
  let bytes = 0;
  for (const { outgoing } of items) for (const { value } of outgoing) bytes += value?.length ?? 0;
  if (bytes > BATCH_BYTES) return Math.max(SMALLEST_BATCH, Math.floor(limit / 2));
  return bytes * 2 <= BATCH_BYTES && items.length >= limit ? Math.min(LARGEST_BATCH, limit * 2) : limit;
}

/**
 * Refuses an outbox that was restored or begun anew: it assigns sequences again that are published already, so its messages
 * would count as published. It is recognised by the last published message, which must be in it:
 * docs/decisions/0032-outbox-known-by-last-message.md.
 */
async function refuseAnotherOutbox(outbox: Outbox, published: PublishedUpTo): Promise<void> {
  for (const [set, { sequence, id }] of published) {
    if (sequence === 0n) continue;
    const [last] = id === undefined ? [] : await outbox.read(set, sequence - 1n, 1);
    const same = id === undefined ? (await outbox.head(set)) >= sequence : last?.sequence === sequence && last.id === id;
    if (same) continue;
    throw new RelayBlockedError(
      'another-outbox',
      `The outbox of ${set} does not hold message ${sequence} as it was published: it was restored from a backup or begun anew since. Give the relay a name that it never had (KAFKA_RELAY_NAME): it publishes everything that is in the outbox then.`,
      { set, sequence },
    );
  }
}

/**
 * Removes published messages from the outboxes, except the last one, by which an outbox is recognised; and reads the
 * outboxes' heads for the status.
 */
class Housekeeper {
  last = 0;
  readonly #trimmed = new Map<string, bigint>();

  constructor(
    private readonly outbox: Outbox,
    private readonly published: PublishedUpTo,
    private readonly status: Pick<PublishOptions['status'], 'head'>,
  ) {}

  async tidy(): Promise<void> {
    this.last = Date.now();
    for (const [set, { sequence }] of this.published) {
      if (sequence !== this.#trimmed.get(set)) await this.outbox.trim(set, sequence);
      this.#trimmed.set(set, sequence);
      this.status.head(set, await this.outbox.head(set));
    }
  }
}
