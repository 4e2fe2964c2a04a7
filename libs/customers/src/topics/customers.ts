import type { CustomerId } from '#events';
import type { PublishingReads, Topic, TopicContract } from '#slice';
import { customerStates } from '../queries/customer-states/customer-states.js';
import type { IdentityLookup } from '../identity-lookup.js';
import { CUSTOMERS } from '../views/tables.js';
import { HUBS_TOPIC } from '../views/hubs-that-differ.js';
import { replayedCustomers } from './replayed-customers.js';

export interface CustomersTopicNeeds {
  /** Who is one customer now, for what is published. */
  readonly published: (reads: PublishingReads) => PublishedIdentities;
}

/** What the topic needs of recognition, as the serving edition has it. */
export interface PublishedIdentities extends Pick<IdentityLookup, 'customersOf' | 'handlesOf' | 'formerIds'> {
  /** How many customers there are. */
  customerCount(): Promise<number>;
  /** At most `limit` present customers whose ids come after this one, in the order of their ids. */
  customersAfter(id: string, limit: number): Promise<readonly CustomerId[]>;
}

/** A code with how often it was seen and when last (RFC 3339, UTC). */
interface Counted {
  readonly key: string;
  readonly count: number;
  readonly lastAt: string;
}

/** Value of a message on `touchstone.customers.v1`: the card's present state without personal data. */
export interface PublishedCustomer {
  readonly id: string;
  /** How far the views had got: decimal string. */
  readonly position: string;
  /** All identifiers of the customer; hubs are among them. */
  readonly handles: readonly string[];
  /** Former ids that lead here. */
  readonly aliases: readonly string[];
  readonly touchpoints: number;
  readonly firstContactAt?: string;
  readonly lastContactAt?: string;
  readonly channels: readonly Counted[];
  readonly departments: readonly Counted[];
  readonly kinds: readonly Counted[];
  readonly roles: readonly Counted[];
  readonly openCases: number;
  /** Decimal strings: sums of the amounts of these kinds; `other` of all others. */
  readonly amounts: readonly {
    readonly currency: string;
    readonly purchases: string;
    readonly refunds: string;
    readonly costs: string;
    readonly other: string;
  }[];
}

const counted = (description: string): object => ({
  type: 'array',
  description: `${description}, most frequent first.`,
  items: {
    type: 'object',
    required: ['key', 'count', 'lastAt'],
    properties: {
      key: { type: 'string' },
      count: { type: 'integer' },
      lastAt: { type: 'string', format: 'date-time' },
    },
  },
});
const ids = (description: string): object => ({ type: 'array', description, items: { type: 'string', format: 'uuid' } });
const time = (description: string): object => ({ type: 'string', format: 'date-time', description });
const sum = { type: 'string', description: 'Decimal number.' };

export const CUSTOMERS_CONTRACT: TopicContract<'state'> = {
  name: 'touchstone.customers.v1',
  summary: "Each customer's present state; null when the id is nobody's any more.",
  key: 'Customer id.',
  publishes: 'state',
  sequenced: false,
  settings: { partitions: 12, cleanupPolicy: 'compact', retentionMs: -1 },
  types: ['touchstone.customer.changed'],
  type: () => 'touchstone.customer.changed',
  id: ({ id }) => id,
  identifiedBy: 'A UUID of its own: the same state, told again, has another one.',
  value: {
    title: 'Customer',
    description: 'What the card shows, without personal data. The last message of a key holds.',
    type: 'object',
    required: [
      'id',
      'position',
      'handles',
      'aliases',
      'touchpoints',
      'channels',
      'departments',
      'kinds',
      'roles',
      'openCases',
      'amounts',
    ],
    properties: {
      id: { type: 'string', format: 'uuid', description: 'The customer.' },
      position: { type: 'string', description: 'How far the views had got: a decimal number.' },
      handles: ids('All identifiers of the customer, hubs among them.'),
      aliases: ids('Former ids that lead here.'),
      touchpoints: { type: 'integer', description: 'How many there were.' },
      firstContactAt: time('When the first one was.'),
      lastContactAt: time('When the last one was.'),
      channels: counted('Channels used'),
      departments: counted('Departments dealt with'),
      kinds: counted('Kinds of touchpoints'),
      roles: counted('Roles the customer had'),
      openCases: { type: 'integer', description: 'Cases that are not closed.' },
      amounts: {
        type: 'array',
        description: 'Sums by currency.',
        items: {
          type: 'object',
          required: ['currency', 'purchases', 'refunds', 'costs', 'other'],
          properties: {
            currency: { type: 'string', description: 'ISO 4217.' },
            purchases: sum,
            refunds: sum,
            costs: sum,
            other: sum,
          },
        },
      },
    },
  },
};

/**
 * The present state of customers. A hub whose rows changed changes its customer; one that recognition has not seen yet
 * keeps its own name, which is nobody's: recognition announces the customer as soon as there is one.
 */
export function customersTopic({ published }: CustomersTopicNeeds): Topic {
  const states =
    (reads: PublishingReads) =>
    (keys: readonly string[]): Promise<ReadonlyMap<string, PublishedCustomer>> =>
      customerStates({ customers: reads.reader(CUSTOMERS), identity: published(reads) }, keys);
  return {
    contract: CUSTOMERS_CONTRACT,
    states,
    alsoAnnouncedAs: { [HUBS_TOPIC]: (reads) => (hubs) => published(reads).customersOf(hubs) },
    replay: {
      summary: 'the present state of every customer, with its identifiers and former ids',
      note: 'of two states of a customer the one with the greater position holds; a null in the topic is newer than any state of the replay',
      counts: 'customer',
      readsLedger: false,
      source: (reads) => replayedCustomers({ customers: published(reads), states: states(reads) }),
    },
  };
}
