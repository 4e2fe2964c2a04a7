import type { Outbox, OutboxMessage } from '#views';
import { cloudEvent, type OutgoingMessage } from '../contracts/cloud-event.js';
import type { TopicContract } from '../contracts/topic-contract.js';
import { RelayBlockedError } from './relay-status.js';

/** An outbox message with what is published for it: nothing where a later message of the batch announces the same state. */
export interface OutboxItem {
  readonly set: string;
  readonly sequence: bigint;
  readonly id: string;
  readonly outgoing?: OutgoingMessage;
}

/**
 * The present states of these keys of a topic; a key without an entry has none any more, and a tombstone is published. Called
 * with the distinct keys of a batch; must see what was committed before the call.
 */
export type CurrentState = (announcedAs: string, keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;

export interface BatchSources {
  readonly outbox: Outbox;
  readonly currentState: CurrentState;
  readonly contracts: ReadonlyMap<string, TopicContract>;
  readonly source: string;
}

/**
 * Up to `limit` messages of each set after its position, as they are to be published. Several announcements of one state
 * are one message, in the last one's place.
 * @throws RelayBlockedError `unknown-topic` when the very first message of a set has none; otherwise the batch ends there.
 */
export async function readBatch(
  { outbox, currentState, contracts, source }: BatchSources,
  positions: ReadonlyMap<string, bigint>,
  limit: number,
): Promise<readonly OutboxItem[]> {
  const pages = await Promise.all(
    [...positions].map(async ([set, after]) => known(set, await outbox.read(set, after, limit), contracts)),
  );
  const read = pages.flat();
  const states = await readStates(read, currentState);
  return read.map(({ set, contract, announced }, index): OutboxItem => {
    const { sequence, id, key, message } = announced;
    if (contract.publishes === 'fact') return { set, sequence, id, outgoing: cloudEvent(contract, announced, message, source) };
    const state = states.get(contract);
    if (state?.last.get(key) !== index) return { set, sequence, id };
    return { set, sequence, id, outgoing: cloudEvent(contract, announced, state.values.get(key) ?? null, source) };
  });
}

interface ReadMessage {
  readonly set: string;
  readonly contract: TopicContract;
  readonly announced: OutboxMessage;
}

function known(set: string, page: readonly OutboxMessage[], contracts: ReadonlyMap<string, TopicContract>): ReadMessage[] {
  const messages: ReadMessage[] = [];
  for (const announced of page) {
    const contract = contracts.get(announced.topic);
    if (!contract) {
      if (messages.length > 0) break;
      throw new RelayBlockedError(
        'unknown-topic',
        `Message ${announced.sequence} of the outbox of ${set} is for ${announced.topic}, which this version does not know. Start the version that wrote it.`,
        { topic: announced.topic, set, sequence: announced.sequence },
      );
    }
    messages.push({ set, contract, announced });
  }
  return messages;
}

interface States {
  /** By key: which message is the last one about it. */
  readonly last: Map<string, number>;
  values: ReadonlyMap<string, unknown>;
}

async function readStates(read: readonly ReadMessage[], currentState: CurrentState): Promise<Map<TopicContract, States>> {
  const states = new Map<TopicContract, States>();
  read.forEach(({ contract, announced }, index) => {
    if (contract.publishes !== 'state') return;
    const of = states.get(contract) ?? { last: new Map<string, number>(), values: new Map<string, unknown>() };
    of.last.set(announced.key, index);
    states.set(contract, of);
  });
  for (const [contract, of] of states) of.values = await currentState(contract.announcedAs, [...of.last.keys()]);
  return states;
}
