import { DAY_MS, type Topic, type TopicContract } from '#slice';

/** Value of a message on `touchstone.identity.v1`. */
export interface PublishedIdentityChange {
  /**
   * `merged`: `from` is one customer with `to` now. `split`: `to` is a customer of its own again. `renamed`: the customer
   * goes by another id. `moved`: both are customers before and after. `linked`: the customer got identifiers that nobody had seen before.
   */
  readonly type: 'merged' | 'split' | 'renamed' | 'moved' | 'linked';
  /** The customer that the handles belonged to; absent for `linked`. */
  readonly from?: string;
  /** The customer that the handles belong to from now on; also the message's key. */
  readonly to: string;
  /** The identifiers that moved. Hubs are among them. */
  readonly handles: readonly string[];
  /** The event that brought it about: decimal string. */
  readonly position: string;
}

export const IDENTITY: TopicContract<'fact'> = {
  name: 'touchstone.identity.v1',
  summary: 'Which identifiers became whose: merges, splits, renames, moves, links.',
  key: 'Id of the customer that the identifiers belong to from now on.',
  publishes: 'fact',
  sequenced: true,
  settings: { partitions: 12, cleanupPolicy: 'delete', retentionMs: 30 * DAY_MS },
  types: [
    'touchstone.identity.merged',
    'touchstone.identity.split',
    'touchstone.identity.renamed',
    'touchstone.identity.moved',
    'touchstone.identity.linked',
  ],
  type: ({ message }) => `touchstone.identity.${(message as PublishedIdentityChange).type}`,
  id: ({ id }) => id,
  identifiedBy: 'A UUID of its own.',
  value: {
    title: 'IdentityChange',
    description:
      'Identifiers that belong to another customer from now on. A subscriber that keeps things by hub moves those whose hub is among the handles.',
    type: 'object',
    required: ['type', 'to', 'handles', 'position'],
    properties: {
      type: {
        type: 'string',
        description: 'merged, split, renamed, moved or linked; ignore what you do not know and move the handles.',
      },
      from: { type: 'string', format: 'uuid', description: 'Whose they were; absent for linked.' },
      to: { type: 'string', format: 'uuid', description: 'Whose they are.' },
      handles: {
        type: 'array',
        items: { type: 'string', format: 'uuid' },
        description: 'The identifiers that moved, hubs among them.',
      },
      position: { type: 'string', description: 'The event that brought it about: a decimal number.' },
    },
  },
};

/** Who is one customer, change by change. */
export const identityTopic: Topic = {
  contract: IDENTITY,
  insteadOfReplay:
    'Who belongs to whom now is in the states of customers: each names all its identifiers (handles) and its former ids (aliases).',
};
