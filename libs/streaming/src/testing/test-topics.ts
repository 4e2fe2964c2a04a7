import { randomUUID } from 'node:crypto';
import { PUBLISHED_TOPICS } from '../contracts/published-topics.js';
import type { TopicContract } from '../contracts/topic-contract.js';

/** The published contracts under names of the test's own that begin with `prefix`. */
export function testContracts(prefix = 'test'): { readonly [name in 'touchpoints' | 'identity' | 'customers']: TopicContract } & {
  readonly all: readonly TopicContract[];
} {
  const suffix = randomUUID().slice(0, 8);
  const [touchpoints, identity, customers] = PUBLISHED_TOPICS.map((contract) => ({
    ...contract,
    name: `${prefix}.${suffix}.${contract.announcedAs}`,
    settings: { ...contract.settings, partitions: 4 },
  })) as [TopicContract, TopicContract, TopicContract];
  return { touchpoints, identity, customers, all: [touchpoints, identity, customers] };
}
