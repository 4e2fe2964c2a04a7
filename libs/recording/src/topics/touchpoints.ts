import { DAY_MS, type PublishingReads, type Topic, type TopicContract } from '#slice';
import { type RecognisedHubs, replayedTouchpoints } from './replayed-touchpoints.js';
import type { PublishedTouchpoint } from './touchpoint-messages.js';

export interface TouchpointsTopicNeeds {
  /** Whose hubs are whose now. */
  readonly recognised: (reads: PublishingReads) => RecognisedHubs;
}

const text = (description: string): object => ({ type: 'string', description });
const id = (description: string): object => ({ type: 'string', format: 'uuid', description });

export const TOUCHPOINTS: TopicContract<'fact'> = {
  name: 'touchstone.touchpoints.v1',
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

/** Every touchpoint. Announced by recognition, which knows whose the hubs are: see `touchpointMessages`. */
export function touchpointsTopic({ recognised }: TouchpointsTopicNeeds): Topic {
  return {
    contract: TOUCHPOINTS,
    replay: {
      summary: 'every touchpoint of the ledger, with its customers as recognised now',
      counts: 'position',
      readsLedger: true,
      source: (reads, from) => replayedTouchpoints({ ledger: reads.ledger, from, recognised: recognised(reads) }),
    },
  };
}
