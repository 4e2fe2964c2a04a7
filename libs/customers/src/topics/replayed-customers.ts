import { randomUUID } from 'node:crypto';
import type { CurrentStates, ReplaySource } from '#slice';

export interface ReplayedCustomers {
  readonly customers: {
    /** How many customers there are. */
    customerCount(): Promise<number>;
    /** The ids of at most `limit` customers that come after this one, in their order. */
    customersAfter(id: string, limit: number): Promise<readonly string[]>;
  };
  readonly states: CurrentStates;
}

const PAGE = 500;

/** The present state of every customer there is, each as it is when its turn comes. Progress counts customers. */
export function replayedCustomers({ customers, states }: ReplayedCustomers): ReplaySource {
  return {
    start: { sequence: 0n },
    end: async () => BigInt(await customers.customerCount()),
    async *pages(after) {
      for (let { sequence, id: last = '' } = after; ;) {
        const ids = await customers.customersAfter(last, PAGE);
        const end = ids.at(-1);
        if (end === undefined) return;
        const messages = [...(await states(ids))].map(([key, value]) => ({
          id: randomUUID(),
          sequence: 0n,
          key,
          message: {},
          value,
        }));
        [sequence, last] = [sequence + BigInt(ids.length), end];
        yield { messages, last: { sequence, id: last } };
      }
    },
  };
}
