import { randomUUID } from 'node:crypto';
import { asHandle, asPosition, asSealed, type RecordedEvent, type RecordedParty, type TouchpointRecorded } from '#events';
import type { ReplayedMessage, ReplayPlace } from '#slice';
import { cloudEvent } from '#streaming';
import { contractBreaches } from '#streaming/testing';
import { replayedTouchpoints, type RecognisedHubs } from './replayed-touchpoints.js';
import { touchpointMessages } from './touchpoint-messages.js';
import { TOUCHPOINTS } from './touchpoints.js';

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

describe('The messages of a touchpoint', () => {
  it('are one for each customer who took part, valid and without anything sealed or who handled it', () => {
    const messages = touchpointMessages(event, (hub) => hub);
    expect(messages.map(({ key }) => key)).toEqual([ADA, BOB]);
    for (const { key, message } of messages) {
      const { headers, value } = cloudEvent(TOUCHPOINTS, { id: randomUUID(), sequence: 1n, key, message }, message, 'urn:test');
      expect(contractBreaches(TOUCHPOINTS, { headers, value: String(value) })).toEqual([]);
    }
    expect(JSON.stringify(messages)).not.toMatch(/SEALED|FINGERPRINT|identifiers|jane/);
    const same = touchpointMessages(event, () => 'one-customer');
    expect(same).toHaveLength(1);
    expect(same[0]?.message.parties.map(({ role }) => role)).toEqual(['caller', 'on-behalf-of']);
  });

  describe('have an id each', () => {
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
});

describe('Touchpoints, published again', () => {
  const EVENTS = 1200;
  const recorded = (position: number): RecordedEvent => {
    const hub = asHandle(`hub-${position % 5}`);
    const { sealed, ...party } = event.data.parties[0];
    return {
      ...event,
      id: `event-${position}`,
      // Each tenth event is of a type that only a newer version knows.
      type: position % 10 === 0 ? 'OfTomorrow' : 'TouchpointRecorded',
      position: asPosition(position),
      data: { ...event.data, parties: [{ ...party, sealed, hub }] },
    };
  };
  const recognised: RecognisedHubs = (hubs) =>
    Promise.resolve({ upTo: asPosition(1100), customers: new Map(hubs.map((hub) => [hub, `customer-of-${hub}`])) });
  const source = replayedTouchpoints({
    from: asPosition(100),
    recognised,
    ledger: {
      readAll: (after, { limit = 1000 } = {}) =>
        Promise.resolve(
          Array.from({ length: Math.max(0, Math.min(limit, EVENTS - Number(after))) }, (_, n) => recorded(Number(after) + 1 + n)),
        ),
    },
  });
  const told = async (after: ReplayPlace, pages = Infinity): Promise<[readonly ReplayedMessage[], ReplayPlace]> => {
    const messages: ReplayedMessage[] = [];
    let place = after;
    for await (const page of source.pages(after, await source.end())) {
      messages.push(...page.messages);
      place = page.last;
      if ((pages -= 1) === 0) break;
    }
    return [messages, place];
  };

  it('are those that recognition has read, each once, also when somebody goes on after a page', async () => {
    const [first, place] = await told(source.start, 1);
    expect([first.length, place]).toEqual([450, { sequence: 600n }]);
    const [rest, end] = await told(place);
    expect([rest.length, end]).toEqual([450, { sequence: 1100n }]);
    expect((await told(end))[0]).toEqual([]);
    expect([...first, ...rest].map(({ sequence }) => Number(sequence))).toEqual(
      Array.from({ length: 1000 }, (_, n) => n + 101).filter((position) => position % 10 !== 0),
    );
  });

  it('have the ids of the first time and the customers of now', async () => {
    const [messages] = await told(source.start);
    for (const announced of messages) {
      const { headers } = cloudEvent(TOUCHPOINTS, announced, announced.value, 'urn:test');
      expect(headers.ce_id).toBe(`event-${announced.sequence}/0`);
      expect(announced.key).toBe(`customer-of-hub-${announced.sequence % 5n}`);
      expect(announced.value).toMatchObject({ recognisedUpTo: '1100', customer: announced.key });
    }
  });
});
