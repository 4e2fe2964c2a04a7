import { randomUUID } from 'node:crypto';
import { cloudEvent } from '../contracts/cloud-event.js';
import { CUSTOMERS } from '../contracts/customers-topic.js';
import type { ReplaySource } from './replay-topic.js';

export interface ReplayedCustomers {
  /** How many customers there are. */
  readonly count: () => Promise<number>;
  /** The ids of at most `limit` customers that come after this one, in their order. */
  readonly customersAfter: (id: string, limit: number) => Promise<readonly string[]>;
  /** The states that these customers have right now; no entry: the id belongs to no customer any more. */
  readonly currentState: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly contract?: ReplaySource['contract'];
}

const PAGE = 500;

/** The present state of every customer, each read when its page is. Progress counts customers. */
export function replayedCustomers({
  count,
  customersAfter,
  currentState,
  source,
  contract = CUSTOMERS,
}: ReplayedCustomers): ReplaySource {
  return {
    contract,
    start: { sequence: 0n },
    end: async () => BigInt(await count()),
    async *pages(after, _end, topic) {
      for (let { sequence, id: last = '' } = after; ;) {
        const ids = await customersAfter(last, PAGE);
        const end = ids.at(-1);
        if (end === undefined) return;
        const messages = [...(await currentState(ids))].map(([key, state]) =>
          cloudEvent(contract, { id: randomUUID(), sequence: 0n, key, message: {} }, state, source, topic),
        );
        [sequence, last] = [sequence + BigInt(ids.length), end];
        yield { messages, last: { sequence, id: last } };
      }
    },
  };
}
