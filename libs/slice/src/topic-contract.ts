/** A JSON Schema (2020-12) of an object, as a contract states it. */
export interface ValueSchema {
  readonly title: string;
  readonly description: string;
  readonly type: 'object';
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** How a topic is made. Checked at each start; a broker that says otherwise is a `topic-mismatch`. */
export interface TopicSettings {
  /** Also the most consumers that can share the work. Never changed later: keys would move to other partitions. */
  readonly partitions: number;
  readonly cleanupPolicy: 'delete' | 'compact';
  /** How long a message stays, milliseconds; -1 for ever. Compacted topics keep each key's last one whatever this says. */
  readonly retentionMs: number;
}

/** The outbox's fields of one message. */
export interface Announced {
  /** No other message has it. */
  readonly id: string;
  /** Its sequence in its set's outbox, ascending. Views that were restored or begun anew assign the same numbers again. */
  readonly sequence: bigint;
  readonly key: string;
  readonly message: unknown;
}

/**
 * What subscribers of a topic may rely on. A contract only ever grows: new optional fields, nothing removed, renamed or
 * made required. Anything else is a new topic with the next version in its name.
 */
export interface TopicContract<Publishes extends 'fact' | 'state' = 'fact' | 'state'> {
  /** The topic's name, its version in it. */
  readonly name: string;
  readonly summary: string;
  /** What the message's key is. */
  readonly key: string;
  /**
   * `fact`: each announcement is a message, its value as announced. `state`: an announcement says that the key's state
   * changed; the message is the state as it is when published, null when there is none any more.
   */
  readonly publishes: Publishes;
  readonly value: ValueSchema;
  readonly settings: TopicSettings;
  /** Messages carry `ce_sequence` (a CloudEvents extension): of two of one outbox, also of different keys, the greater one is the later. */
  readonly sequenced: boolean;
  /** CloudEvents `type` of a message. */
  readonly type: (announced: Announced) => string;
  /** All that `type` can give. */
  readonly types: readonly string[];
  /** CloudEvents `id`: the same message always gets the same one, so that a consumer can recognise duplicates. */
  readonly id: (announced: Announced) => string;
  /** What that id is made of, and which messages have the same one. */
  readonly identifiedBy: string;
}

export const DAY_MS = 86_400_000;
