import type { EventStore } from '#event-store';
import type { Position } from '#events';
import type { ViewReader } from '#views';
import type { TopicContract } from './topic-contract.js';

/** What publishing reads: the views alone. */
export interface PublishingReads {
  /** Reads the serving edition of a set of views; of one set always the same reader. */
  reader(set: string): ViewReader;
}

export interface ReplayReads extends PublishingReads {
  readonly ledger: Pick<EventStore, 'readAll'>;
}

/** The states that these keys have right now; no entry: there is none any more. Sees what was committed before the call. */
export type CurrentStates = (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;

/** The keys of a topic's messages for keys that were announced; one without an entry stays as it is. */
export type TranslatedKeys = (announced: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** A topic that a slice publishes: its contract, and where what it says comes from. */
export type Topic = FactTopic | StateTopic;

/** Topics that are published, each by the name under which projections announce it: `UnitOfWork.announce(name, ...)`. */
export type PublishedTopics = Readonly<Record<string, Topic>>;

/** Each announcement is a message, its value as announced. */
export interface FactTopic extends TopicSources {
  readonly contract: TopicContract<'fact'>;
  readonly states?: undefined;
}

/** An announcement says that a key's state changed; the message is the state as it is when published. */
export interface StateTopic extends TopicSources {
  readonly contract: TopicContract<'state'>;
  states(reads: PublishingReads): CurrentStates;
}

interface TopicSources {
  /**
   * What is announced under other names and published here too, under other keys: what a hub's change means for its
   * customer, say. Other topics publish it as well, where it is theirs.
   */
  readonly alsoAnnouncedAs?: Readonly<Record<string, (reads: PublishingReads) => TranslatedKeys>>;
  /** How it is published once more from the beginning; absent where that cannot be. */
  readonly replay?: ReplayDefinition;
  /** Where it cannot be: a sentence for people that says where else they find what it tells. */
  readonly insteadOfReplay?: string;
}

export type ReplayDefinition = ViewsReplay | LedgerReplay;

interface DescribedReplay {
  /** What is published again, as a phrase: `the present state of every customer`. */
  readonly summary: string;
  /** What who reads it must know besides, as a phrase. */
  readonly note?: string;
  /** What progress counts, in the singular: `position`, `customer`. */
  readonly counts: string;
}

/** Is made of the views as they are now. */
export interface ViewsReplay extends DescribedReplay {
  readonly readsLedger: false;
  source(reads: PublishingReads): ReplaySource;
}

/** Reads the ledger, and can begin after a position of it. */
export interface LedgerReplay extends DescribedReplay {
  readonly readsLedger: true;
  /** `from`: events after this position are told. */
  source(reads: ReplayReads, from: Position): ReplaySource;
}

/** Where a replay got to. */
export interface ReplayPlace {
  readonly sequence: bigint;
  readonly id?: string;
}

/** What is published again, page by page. */
export interface ReplaySource {
  readonly start: ReplayPlace;
  /** Where it ends, as things are now: a `sequence` of the pages. */
  end(): Promise<bigint>;
  /** What comes after `after`. */
  pages(after: ReplayPlace, end: bigint): AsyncIterable<ReplayPage>;
}

export interface ReplayPage {
  readonly messages: readonly ReplayedMessage[];
  /** Where the page ends: what comes next is asked for by it, by another process too. */
  readonly last: ReplayPlace;
}

/** A message as it would have been announced, with the value that is published. */
export interface ReplayedMessage {
  readonly id: string;
  readonly sequence: bigint;
  readonly key: string;
  readonly message: unknown;
  /** null: a tombstone. */
  readonly value: unknown;
}
