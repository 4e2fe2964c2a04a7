import { randomUUID } from 'node:crypto';
import { asHandle, asSealed, asPosition, type RecordedParty, type TouchpointRecorded } from '#events';
import { ajv, contractBreaches } from '../testing/contract-breaches.js';
import { cloudEvent } from './cloud-event.js';
import { CUSTOMERS, type PublishedCustomer } from './customers-topic.js';
import { describeTopics } from './describe-topics.js';
import { IDENTITY, type PublishedIdentityChange } from './identity-topic.js';
import { PUBLISHED_TOPICS } from './published-topics.js';
import { touchpointMessages, TOUCHPOINTS } from './touchpoints-topic.js';

const [ADA, BOB] = ['0a0a0a0a-0000-4000-8000-000000000001', '0b0b0b0b-0000-4000-8000-000000000002'].map(asHandle) as [
  ReturnType<typeof asHandle>,
  ReturnType<typeof asHandle>,
];

const event: TouchpointRecorded = {
  id: '01234567-89ab-8def-8123-456789abcdef',
  type: 'TouchpointRecorded',
  schemaVersion: 1,
  stream: 'touchpoint-1',
  revision: 0,
  position: asPosition(42),
  recordedAt: Date.parse('2026-03-01T10:00:00Z'),
  metadata: { actor: 'import' },
  data: {
    source: 'crm',
    externalId: '7',
    occurredAt: '2026-02-01T09:00:00+01:00',
    kind: 'call',
    channel: 'phone',
    direction: 'inbound',
    department: 'service',
    handledBy: 'jane.doe',
    topics: ['bill'],
    amount: { value: '12.50', currency: 'EUR' },
    case: { handle: asHandle('0c0c0c0c-0000-4000-8000-000000000003'), status: 'opened' },
    parties: [
      { role: 'caller', hub: ADA, identifiers: [{ handle: ADA, type: 'phone' }], sealed: asSealed('SEALED-ADA') },
      { role: 'on-behalf-of', hub: BOB, identifiers: [{ handle: BOB, type: 'email' }], sealed: asSealed('SEALED-BOB') },
    ],
    fingerprint: 'FINGERPRINT',
  },
};

describe('Contracts of topics', () => {
  it.each(PUBLISHED_TOPICS.map((contract) => [contract.name, contract] as const))(
    '%s has a sound schema whose required fields exist',
    (_, { value }) => {
      expect(ajv.validateSchema(value)).toBe(true);
      expect(value.required.filter((field) => !(field in value.properties))).toEqual([]);
    },
  );

  it('make a message for each customer of a touchpoint, valid and without anything sealed or who handled it', () => {
    const messages = touchpointMessages(event, (hub) => hub);
    expect(messages.map(({ key }) => key)).toEqual([ADA, BOB]);
    for (const { key, message } of messages) {
      const { headers, value } = cloudEvent(TOUCHPOINTS, { id: randomUUID(), sequence: 1n, key, message }, message, 'urn:test');
      expect(contractBreaches(TOUCHPOINTS.name, { headers, value: String(value) })).toEqual([]);
    }
    expect(JSON.stringify(messages)).not.toMatch(/SEALED|FINGERPRINT|identifiers|jane/);
    const same = touchpointMessages(event, () => 'one-customer');
    expect(same).toHaveLength(1);
    expect(same[0]?.message.parties.map(({ role }) => role)).toEqual(['caller', 'on-behalf-of']);
  });

  it('take what is announced about identity and customers', () => {
    const change: PublishedIdentityChange = { type: 'merged', from: ADA, to: BOB, handles: [ADA], position: '42' };
    expect(ajv.validate(IDENTITY.value, change)).toBe(true);
    const customer: PublishedCustomer = {
      id: ADA,
      position: '42',
      handles: [ADA],
      aliases: [],
      touchpoints: 1,
      channels: [{ key: 'phone', count: 1, lastAt: '2026-02-01T08:00:00Z' }],
      departments: [],
      kinds: [],
      roles: [],
      openCases: 1,
      amounts: [{ currency: 'EUR', purchases: '12.50', refunds: '0.00', costs: '0.00', other: '0.00' }],
    };
    expect(ajv.validate(CUSTOMERS.value, customer)).toBe(true);
  });

  describe('give each message of a touchpoint an id', () => {
    const idsOf = (parties: TouchpointRecorded['data']['parties'], customerOf: (hub: string) => string): unknown[] =>
      touchpointMessages({ ...event, data: { ...event.data, parties } }, customerOf).map(
        ({ key, message }) =>
          cloudEvent(TOUCHPOINTS, { id: randomUUID(), sequence: 1n, key, message }, message, 'urn:test').headers.ce_id,
      );
    const [ada, bob] = event.data.parties as [RecordedParty, RecordedParty];
    const apart = idsOf([ada, bob], (hub) => hub);

    it('of its own', () => expect(apart).toEqual([`${event.id}/0`, `${event.id}/1`]));

    it('that it had the first time, told again after a merge', () =>
      expect(idsOf([ada, bob], () => 'merged')).toEqual(apart.slice(0, 1)));

    it('that nobody had before, for who was split off since', () => {
      const [first, ...others] = idsOf([ada, bob], (hub) => `${hub} split`);
      expect(idsOf([ada, bob], () => 'one')).toEqual([first]);
      expect(others).toEqual([`${event.id}/1`]);
    });

    it('that goes by the first party of a customer who is several of them', () =>
      expect(idsOf([ada, bob, ada, bob], (hub) => hub)).toEqual(apart));
  });

  it('are broken by a time, an id or a header that is not one', () => {
    const message: PublishedIdentityChange = { type: 'merged', from: ADA, to: BOB, handles: ['Bob'], position: '42' };
    const { headers } = cloudEvent(IDENTITY, { id: randomUUID(), sequence: 1n, key: BOB, message }, message, 'urn:test');
    const { ce_sequence: _left, ...unordered } = headers;
    expect(contractBreaches(IDENTITY.name, { headers: unordered, value: JSON.stringify(message) })).toMatchObject([
      { keyword: 'required', params: { missingProperty: 'ce_sequence' } },
      { keyword: 'format', instancePath: '/handles/0' },
    ]);
    const nobody = { headers: { ...headers, ce_type: 'touchstone.customer.changed' }, value: null };
    expect(contractBreaches(CUSTOMERS.name, nobody)).toEqual([]);
    const state = JSON.stringify({ id: ADA, firstContactAt: 'yesterday' });
    expect(JSON.stringify(contractBreaches(CUSTOMERS.name, { ...nobody, value: state }))).toContain('/firstContactAt');
  });

  it('are all in the AsyncAPI document, whose references lead somewhere', () => {
    const document = describeTopics('1.2.3') as { info: { version: string }; channels: Record<string, { address: string }> };
    expect(document.info.version).toBe('1.2.3');
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(PUBLISHED_TOPICS.map(({ name }) => name));
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).toBeGreaterThanOrEqual(9);
    for (const path of references) {
      const target = path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
      expect([path, typeof target]).toEqual([path, 'object']);
    }
  });
});
