import { randomUUID } from 'node:crypto';
import { DAY_MS, type PublishedTopics, type TopicContract } from '#slice';

const text = { type: 'string' };

const CHANGES: TopicContract<'fact'> = {
  name: 'changes',
  summary: 'What changed.',
  key: 'Whose it is.',
  publishes: 'fact',
  sequenced: true,
  settings: { partitions: 4, cleanupPolicy: 'delete', retentionMs: 30 * DAY_MS },
  types: ['test.changes.linked'],
  type: ({ message }) => `test.changes.${(message as { readonly type: string }).type}`,
  id: ({ id }) => id,
  identifiedBy: 'A UUID of its own.',
  value: {
    title: 'Change',
    description: 'A change.',
    type: 'object',
    required: ['type', 'to', 'handles', 'position'],
    properties: { type: text, to: text, handles: { type: 'array', items: text }, position: text },
  },
};

const STATES: TopicContract<'state'> = {
  name: 'states',
  summary: 'How things are.',
  key: 'Whose state it is.',
  publishes: 'state',
  sequenced: false,
  settings: { partitions: 4, cleanupPolicy: 'compact', retentionMs: -1 },
  types: ['test.state.changed'],
  type: () => 'test.state.changed',
  id: ({ id }) => id,
  identifiedBy: 'A UUID of its own.',
  value: { title: 'State', description: 'A state.', type: 'object', required: ['id'], properties: { id: text } },
};

/** Made-up topics, one of facts and one of states, under names of the test's own that begin with `prefix`. There are no states. */
export function testTopics(prefix = 'test'): {
  readonly changes: TopicContract<'fact'>;
  readonly states: TopicContract<'state'>;
  readonly all: readonly TopicContract[];
  readonly topics: PublishedTopics;
} {
  const [changes, states] = [underTestName(CHANGES, prefix), underTestName(STATES, prefix)];
  return {
    changes,
    states,
    all: [changes, states],
    topics: {
      changes: { contract: changes },
      states: { contract: states, states: () => () => Promise.resolve(new Map()) },
    },
  };
}

/** The contract under a name that no other test has, with four partitions. */
export function underTestName<P extends 'fact' | 'state'>(contract: TopicContract<P>, prefix = 'test'): TopicContract<P> {
  return {
    ...contract,
    name: `${prefix}.${randomUUID().slice(0, 8)}.${contract.name}`,
    settings: { ...contract.settings, partitions: 4 },
  };
}
