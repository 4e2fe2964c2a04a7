import type { CaseStatus, Direction, Money, Position, TouchpointRecorded } from '#events';
import { DAY_MS, type TopicContract } from './topic-contract.js';

/**
 * Value of a message on `touchstone.touchpoints.v1`. All of it is in clear; nothing of it is personal data, so who handled it
 * is left out.
 */
export interface PublishedTouchpoint {
  /** The event's id. The same for each customer who took part. */
  readonly touchpoint: string;
  /** Where it stands in the ledger: decimal string. */
  readonly position: string;
  /** The customer this message is for, as recognised when it was published; also the message's key. */
  readonly customer: string;
  /** How much of the ledger recognition had read when it said whose the hubs are: decimal string. */
  readonly recognisedUpTo: string;
  /** Who took part in which role, this customer and others. A hub never changes; whose it is may. */
  readonly parties: readonly { readonly hub: string; readonly customer: string; readonly role: string }[];
  readonly source: string;
  readonly externalId: string;
  /** RFC 3339, with the offset as it was given. */
  readonly occurredAt: string;
  /** RFC 3339, UTC. */
  readonly recordedAt: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: Direction;
  readonly department: string;
  readonly topics?: readonly string[];
  readonly outcome?: string;
  readonly amount?: Money;
  readonly case?: { readonly handle: string; readonly status: CaseStatus };
  /** The fields that the kind declares free of personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The messages of a touchpoint: one for each customer who took part, in the order of the parties. `customerOf` gives the
 * customer that a hub belongs to once recognition has read up to `recognisedUpTo`: by default the touchpoint itself.
 */
export function touchpointMessages(
  { id, position, recordedAt, data }: TouchpointRecorded,
  customerOf: (hub: string) => string,
  recognisedUpTo: Position = position,
): readonly { readonly key: string; readonly message: PublishedTouchpoint }[] {
  const parties = data.parties.map(({ hub, role }) => ({ hub, customer: customerOf(hub), role }));
  const { topics, outcome, amount, details } = data;
  const rest = {
    parties,
    source: data.source,
    externalId: data.externalId,
    occurredAt: data.occurredAt,
    recordedAt: new Date(recordedAt).toISOString(),
    kind: data.kind,
    channel: data.channel,
    direction: data.direction,
    department: data.department,
    ...(topics === undefined ? {} : { topics }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(amount === undefined ? {} : { amount }),
    ...(data.case === undefined ? {} : { case: data.case }),
    ...(details === undefined ? {} : { details }),
  };
  const customers = new Set(parties.map(({ customer }) => customer));
  return [...customers].map((customer) => ({
    key: customer,
    message: { touchpoint: id, position: String(position), customer, recognisedUpTo: String(recognisedUpTo), ...rest },
  }));
}

const text = (description: string): object => ({ type: 'string', description });
const id = (description: string): object => ({ type: 'string', format: 'uuid', description });

export const TOUCHPOINTS: TopicContract = {
  name: 'touchstone.touchpoints.v1',
  announcedAs: 'touchpoints',
  summary: 'Every touchpoint, once for each customer who took part.',
  key: 'Customer id, as recognised when the message was published.',
  publishes: 'fact',
  sequenced: false,
  settings: { partitions: 12, cleanupPolicy: 'delete', retentionMs: 30 * DAY_MS },
  types: ['touchstone.touchpoint.recorded'],
  type: () => 'touchstone.touchpoint.recorded',
  // Made of what never changes: a party's customer may be another when the touchpoint is replayed.
  id: ({ key, message }) => {
    const { touchpoint, parties } = message as PublishedTouchpoint;
    return `${touchpoint}/${parties.findIndex(({ customer }) => customer === key)}`;
  },
  identifiedBy:
    "The touchpoint's id and the index of the customer's first party in it. A replay gives a message the id of the first time, whoever was merged or split since; only for who was split off there is one that was not there before.",
  value: {
    title: 'Touchpoint',
    description:
      'A contact between the company and one or more parties, without personal data. Follow touchstone.identity.v1 to learn whose a hub is later on.',
    type: 'object',
    required: [
      'touchpoint',
      'position',
      'customer',
      'recognisedUpTo',
      'parties',
      'source',
      'externalId',
      'occurredAt',
      'recordedAt',
      'kind',
      'channel',
      'direction',
      'department',
    ],
    properties: {
      touchpoint: id("The event's id, the same for each customer who took part."),
      position: text('Where it stands in the ledger: a decimal number.'),
      customer: id('The customer this message is for.'),
      recognisedUpTo: text('How much of the ledger recognition had read when it said whose the hubs are: a decimal number.'),
      parties: {
        type: 'array',
        description: 'Who took part. Who only attended did not book: mind the role.',
        items: {
          type: 'object',
          required: ['hub', 'customer', 'role'],
          properties: {
            hub: id("The party's strongest identifier. It never changes for this touchpoint."),
            customer: id('Whose hub it was when the message was published.'),
            role: text('Such as caller, booker, attendee, payer.'),
          },
        },
      },
      source: text('The system that recorded it first.'),
      externalId: text("Its id in that system; with source, the touchpoint's identity."),
      occurredAt: { type: 'string', format: 'date-time', description: 'When it happened.' },
      recordedAt: { type: 'string', format: 'date-time', description: 'When the ledger learned it.' },
      kind: text('Such as call, complaint, purchase.'),
      channel: text('Such as phone, web, store.'),
      direction: { type: 'string', description: 'inbound, outbound or internal.' },
      department: text('The department it was with.'),
      topics: { type: 'array', items: { type: 'string' }, description: 'What it was about, as codes.' },
      outcome: text('How it ended, as a code.'),
      amount: {
        type: 'object',
        description: "The principal's amount.",
        required: ['value', 'currency'],
        properties: { value: text('Decimal number.'), currency: text('ISO 4217.') },
      },
      case: {
        type: 'object',
        description: 'The case it belongs to.',
        required: ['handle', 'status'],
        properties: { handle: id("The case's id."), status: text('opened, updated or closed.') },
      },
      details: { type: 'object', description: "The kind's own fields, those free of personal data." },
    },
  },
};
