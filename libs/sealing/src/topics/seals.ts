import type { Topic, TopicContract } from '#slice';

/** Value of a message on `touchstone.seals.v1`. */
export interface PublishedSeal {
  readonly size: number;
  readonly root: string;
  readonly previous?: string;
  /** The event's id. */
  readonly event: string;
  /** Decimal string. */
  readonly position: string;
}

const SEALS: TopicContract<'fact'> = {
  name: 'touchstone.seals.v1',
  summary:
    'Seals of the ledger: kept where whoever holds its disk cannot reach them, they show whether its history was rewritten.',
  key: 'The word ledger.',
  publishes: 'fact',
  sequenced: true,
  settings: { partitions: 1, cleanupPolicy: 'delete', retentionMs: -1 },
  types: ['touchstone.ledger.sealed'],
  type: () => 'touchstone.ledger.sealed',
  id: ({ message }) => (message as PublishedSeal).event,
  identifiedBy: 'The id of the event, which is made of the number of events that the seal covers.',
  value: {
    title: 'LedgerSeal',
    description: 'The ledger was sealed. A ledger with another root over as many events is another one, or was changed.',
    type: 'object',
    required: ['size', 'root', 'event', 'position'],
    properties: {
      size: { type: 'integer', minimum: 1, description: 'The number of events that it covers, from the first one on.' },
      root: {
        type: 'string',
        pattern: '^[0-9a-f]{64}$',
        description: 'The root of the Merkle tree over them (RFC 9162, SHA-256).',
      },
      previous: { type: 'string', description: 'The root of the seal before; absent for the first.' },
      event: { type: 'string', format: 'uuid', description: 'The event.' },
      position: { type: 'string', description: 'Where the seal stands in the ledger: a decimal number.' },
    },
  },
};

/** What the ledger was, again and again. */
export const sealsTopic: Topic = {
  contract: SEALS,
  insteadOfReplay: 'The roots of a ledger are computed again by touchstone ledger verify.',
};
