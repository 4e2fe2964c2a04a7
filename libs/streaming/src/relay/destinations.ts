import { createHash } from 'node:crypto';
import type { CurrentStates, PublishedTopics, PublishingReads, TopicContract, TranslatedKeys } from '#slice';

/** A topic that an announcement goes to. */
export interface Destination {
  readonly contract: TopicContract;
  /** Where the topic publishes states. */
  readonly states: CurrentStates | undefined;
  /** Where it is announced under another name than the topic's. */
  readonly translate: TranslatedKeys | undefined;
}

/** Where announcements go, by the name under which they are made: to the topic of that name first, then to those that take it too. */
export type Destinations = ReadonlyMap<string, readonly Destination[]>;

export function destinationsOf(topics: PublishedTopics, reads: PublishingReads): Destinations {
  const destinations = new Map<string, Destination[]>();
  const add = (name: string, destination: Destination): void => {
    destinations.set(name, [...(destinations.get(name) ?? []), destination]);
  };
  const all = Object.entries(topics).map(([name, topic]) => {
    const destination = { contract: topic.contract, states: topic.states?.(reads), translate: undefined };
    add(name, destination);
    return { destination, alsoAnnouncedAs: topic.alsoAnnouncedAs ?? {} };
  });
  for (const { destination, alsoAnnouncedAs } of all)
    for (const [name, translate] of Object.entries(alsoAnnouncedAs)) add(name, { ...destination, translate: translate(reads) });
  return destinations;
}

/**
 * The id of an announcement's message in the topic that it goes to in this place. The first has the announcement's own;
 * others are other events, and a consumer of several topics must not take them for one: each has another UUID (version 8),
 * made of both, so that it is the same whenever it is asked for.
 */
export function idAt(place: number, announced: string, { contract }: Destination): string {
  if (place === 0) return announced;
  const bytes = createHash('sha256').update(`${announced}\0${contract.name}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
