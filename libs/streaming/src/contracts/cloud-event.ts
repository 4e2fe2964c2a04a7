import type { Announced, TopicContract } from '#slice';

/** A message as it goes to a topic: CloudEvents 1.0, binary mode of the Kafka protocol binding. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string;
  /** JSON; null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Digits of a 64-bit number: sequences compare as text. */
const SEQUENCE_DIGITS = 19;

/**
 * `announced` as a message of the contract's topic, or of `topic` where another one is named; `value` is what it says.
 */
export function cloudEvent(
  contract: TopicContract,
  announced: Announced,
  value: unknown,
  source: string,
  topic = contract.name,
): OutgoingMessage {
  return {
    topic,
    key: announced.key,
    value: value === null ? null : Buffer.from(JSON.stringify(value)),
    headers: {
      ce_specversion: '1.0',
      ce_id: contract.id(announced),
      ce_source: source,
      ce_type: contract.type(announced),
      'content-type': 'application/json',
      ...(contract.sequenced ? { ce_sequence: announced.sequence.toString().padStart(SEQUENCE_DIGITS, '0') } : {}),
    },
  };
}
