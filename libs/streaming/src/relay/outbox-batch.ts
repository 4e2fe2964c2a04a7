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
  const placed = await placeMessages(read);
  const states = await readStates(placed);
  return read.map(({ set, announced: { sequence, id } }, index): OutboxItem => {
    const outgoing = (placed[index] ?? []).flatMap(({ destination: { contract }, announced }): OutgoingMessage[] => {
      const { key, message } = announced;
      if (contract.publishes === 'fact') return [cloudEvent(contract, announced, message, sources.source)];
      const state = states.get(contract);
      if (state?.last.get(key) !== index) return [];
      return [cloudEvent(contract, announced, state.values.get(key) ?? null, sources.source)];
    });
    return { set, sequence, id, outgoing };
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

/** An announcement under the key that it has in one topic. */
interface PlacedMessage {
  readonly destination: Destination;
  readonly announced: Announced;
}

/** What each message is in each topic that it goes to, in the order of `read`. */
async function placeMessages(read: readonly ReadMessage[]): Promise<readonly (readonly PlacedMessage[])[]> {
  const asked = new Map<Destination, Set<string>>();
  for (const { announced, destinations } of read) {
    for (const destination of destinations) {
      if (destination.translate) asked.set(destination, (asked.get(destination) ?? new Set()).add(announced.key));
    }
  }
  const keys = new Map<Destination, ReadonlyMap<string, string>>();
  for (const [destination, announced] of asked)
    if (destination.translate) keys.set(destination, await destination.translate([...announced]));
  return read.map(({ announced, destinations }) =>
    destinations.map((destination, place): PlacedMessage => {
      const key = keys.get(destination)?.get(announced.key) ?? announced.key;
      return { destination, announced: { ...announced, key, id: idAt(place, announced.id, destination) } };
    }),
  );
}

interface States {
  readonly read: CurrentStates;
  /** By key: which message of the batch is the last one about it. */
  readonly last: Map<string, number>;
  values: ReadonlyMap<string, unknown>;
}

async function readStates(placed: readonly (readonly PlacedMessage[])[]): Promise<ReadonlyMap<TopicContract, States>> {
  const states = new Map<TopicContract, States>();
  placed.forEach((messages, index) => {
    for (const { destination, announced } of messages) {
      const { contract, states: read } = destination;
      if (!read) continue;
      const of = states.get(contract) ?? { read, last: new Map<string, number>(), values: new Map<string, unknown>() };
      of.last.set(announced.key, index);
      states.set(contract, of);
    }
  });
  for (const of of states.values()) of.values = await of.read([...of.last.keys()]);
  return states;
}
