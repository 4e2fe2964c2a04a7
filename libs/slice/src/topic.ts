import type { EventStore } from '#event-store';
import type { Position } from '#events';
import type { ViewReader } from '#views';
import type { TopicContract } from './topic-contract.js';

/** What publishing reads: the views alone. */
export interface PublishingReads {
  /** Reads the serving edition of a set of views. */
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
export interface Topic {
  readonly contract: TopicContract;
  /** For a topic that publishes states. */
  states?(reads: PublishingReads): CurrentStates;
  /** What is announced under other names is published here too, under other keys: what a hub's change means for its customer, say. */
  readonly alsoAnnouncedAs?: Readonly<Record<string, (reads: PublishingReads) => TranslatedKeys>>;
  /** How it is published once more from the beginning; absent where that cannot be. */
  readonly replay?: ReplayDefinition;
}

export interface ReplayDefinition {
  /** One sentence: what is published again. */
  readonly summary: string;
  /** What progress counts, in the singular: `position`, `customer`. */
  readonly counts: string;
  /** Whether it reads the ledger, and can begin after a position of it. */
  readonly readsLedger: boolean;
  /** `from`: events after this position are told, where the ledger is read. */
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
