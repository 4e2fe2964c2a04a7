import type { Announced, CurrentStates, PublishingReads, TopicContract } from '#slice';
import type { Outbox, OutboxMessage } from '#views';
import { cloudEvent, type OutgoingMessage } from '../contracts/cloud-event.js';
import { type Destination, type Destinations, idAt } from './destinations.js';
import { RelayBlockedError } from './relay-status.js';

/** An outbox message with what is published for it: nothing where a later message of the batch announces the same state. */
export interface OutboxItem {
  readonly set: string;
  readonly sequence: bigint;
  readonly id: string;
  readonly outgoing: readonly OutgoingMessage[];
}

export interface BatchSources {
  readonly outbox: Outbox;
  readonly reads: PublishingReads;
  readonly destinations: Destinations;
  readonly source: string;
}

/**
 * Up to `limit` messages of each set after its position, as they are to be published. Several announcements of one state
 * are one message, in the last one's place.
 * @throws RelayBlockedError `unknown-topic` when the very first message of a set has none; otherwise the batch ends there.
 */
export async function readBatch(
  sources: BatchSources,
  positions: ReadonlyMap<string, bigint>,
  limit: number,
): Promise<readonly OutboxItem[]> {
  const pages = await Promise.all([...positions].map(([set, after]) => readPage(sources, set, after, limit)));
  const read = pages.flat();
  const keys = await translatedKeys(read);
  const states = await readStates(read, keys);
  return read.map(({ set, announced, destinations }, index): OutboxItem => {
    const outgoing: OutgoingMessage[] = [];
    for (const [place, destination] of destinations.entries()) {
      const { contract } = destination;
      const own = announcedTo(destination, place, announced, keys);
      const state = states.get(contract);
      if (state && state.last.get(own.key) !== index) continue;
      const value = state ? (state.values.get(own.key) ?? null) : own.message;
      outgoing.push(cloudEvent(contract, own, value, sources.source));
    }
    return { set, sequence: announced.sequence, id: announced.id, outgoing };
  });
}

interface ReadMessage {
  readonly set: string;
  readonly announced: OutboxMessage;
  readonly destinations: readonly Destination[];
}

async function readPage(
  { outbox, reads, destinations }: BatchSources,
  set: string,
  after: bigint,
  limit: number,
): Promise<readonly ReadMessage[]> {
  const page = known(set, await outbox.read(set, after, limit), destinations);
  // Asked for the position, a reader notices at once that another edition serves: the one that announced this, or a later.
  if (page.length > 0) await reads.reader(set).position();
  return page;
}

function known(set: string, page: readonly OutboxMessage[], all: Destinations): ReadMessage[] {
  const messages: ReadMessage[] = [];
  for (const announced of page) {
    const destinations = all.get(announced.topic);
    if (!destinations) {
      if (messages.length > 0) break;
      throw new RelayBlockedError(
        'unknown-topic',
        `Message ${announced.sequence} of the outbox of ${set} is for ${announced.topic}, which this version does not know. Start the version that wrote it.`,
        { topic: announced.topic, set, sequence: announced.sequence },
      );
    }
    messages.push({ set, announced, destinations });
  }
  return messages;
}

type Keys = ReadonlyMap<Destination, ReadonlyMap<string, string>>;

/** The keys that announcements have in the topics that take them under other ones. */
async function translatedKeys(read: readonly ReadMessage[]): Promise<Keys> {
  const asked = new Map<Destination, Set<string>>();
  for (const { announced, destinations } of read) {
    for (const destination of destinations) {
      if (destination.translate) asked.set(destination, (asked.get(destination) ?? new Set()).add(announced.key));
    }
  }
  const keys = new Map<Destination, ReadonlyMap<string, string>>();
  for (const [destination, announced] of asked)
    if (destination.translate) keys.set(destination, await destination.translate([...announced]));
  return keys;
}

/** The announcement as it is in the topic that it goes to in this place. */
function announcedTo(destination: Destination, place: number, announced: OutboxMessage, keys: Keys): Announced {
  const key = keyIn(destination, announced, keys);
  // Most messages are published as they were announced: nothing is copied for them.
  if (place === 0 && key === announced.key) return announced;
  return { ...announced, key, id: idAt(place, announced.id, destination) };
}

function keyIn(destination: Destination, { key }: OutboxMessage, keys: Keys): string {
  return (destination.translate && keys.get(destination)?.get(key)) ?? key;
}

interface States {
  readonly current: CurrentStates;
  /** By key: which message of the batch is the last one about it. */
  readonly last: Map<string, number>;
  values: ReadonlyMap<string, unknown>;
}

async function readStates(read: readonly ReadMessage[], keys: Keys): Promise<ReadonlyMap<TopicContract, States>> {
  const states = new Map<TopicContract, States>();
  for (const [index, { announced, destinations }] of read.entries()) {
    for (const destination of destinations) {
      const { contract, states: current } = destination;
      if (!current) continue;
      const of = states.get(contract) ?? { current, last: new Map<string, number>(), values: new Map<string, unknown>() };
      of.last.set(keyIn(destination, announced, keys), index);
      states.set(contract, of);
    }
  }
  for (const of of states.values()) of.values = await of.current([...of.last.keys()]);
  return states;
}
