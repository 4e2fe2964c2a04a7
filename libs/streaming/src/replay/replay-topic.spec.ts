import { randomUUID } from 'node:crypto';
import { asHandle, asPosition, START, type RecordedEvent } from '#events';
import { kafkaTopics } from '../kafka/kafka-topics.js';
import { describeWithKafka, QUIET, testKafka } from '../testing/kafka-broker.js';
import { readTopic } from '../testing/read-topic.js';
import { testContracts } from '../testing/test-topics.js';
import { replayedCustomers } from './replayed-customers.js';
import { InvalidReplayIdError, replayTopic, type ReplayOptions, type ReplaySource } from './replay-topic.js';
import { replayedTouchpoints, type ReplayedTouchpoints } from './replayed-touchpoints.js';

const EVENTS = 1200;

/** A ledger of touchpoints; each tenth event is of a type that only a newer version knows. */
const ledger: ReplayedTouchpoints['ledger'] = {
  readAll: (after, { limit = 1000 } = {}) =>
    Promise.resolve(
      Array.from({ length: Math.max(0, Math.min(limit, EVENTS - Number(after))) }, (_, n) => eventAt(Number(after) + 1 + n)),
    ),
};

function eventAt(position: number): RecordedEvent {
  const hub = asHandle(`hub-${position % 5}`);
  return {
    id: `event-${position}`,
    type: position % 10 === 0 ? 'OfTomorrow' : 'TouchpointRecorded',
    schemaVersion: 1,
    stream: `s${position}`,
    revision: 0,
    position: asPosition(position),
    recordedAt: position,
    metadata: {},
    data: {
      source: 'crm',
      externalId: String(position),
      occurredAt: '2026-01-01T00:00:00Z',
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'service',
      parties: [{ role: 'caller', hub, identifiers: [{ handle: hub, type: 'phone' }], sealed: 's' }],
      fingerprint: 'f',
    },
  };
}

const recognised: ReplayedTouchpoints['recognised'] = (hubs) =>
  Promise.resolve({ upTo: asPosition(1100), customers: new Map(hubs.map((hub) => [hub, `customer-of-${hub}`])) });

describeWithKafka('A replay', () => {
  const options = (replayed: ReplaySource): ReplayOptions => ({
    id: randomUUID().slice(0, 8),
    replayed,
    topics: kafkaTopics(testKafka(), QUIET),
    signal: new AbortController().signal,
  });

  it('gives each touchpoint that recognition has read, once, to a topic of its own, also when it is cut off and called again', async () => {
    const { touchpoints } = testContracts();
    const stop = new AbortController();
    const told = { ledger, recognised, from: asPosition(100), source: 'urn:test', contract: touchpoints };
    const given = options(replayedTouchpoints(told));
    const first = await replayTopic({ ...given, signal: stop.signal, onProgress: () => stop.abort() });
    expect(first).toMatchObject({ topic: `${touchpoints.name}.replay-${given.id}`, published: 450, upTo: 600n, end: 1100n });
    const second = await replayTopic(given);
    expect(second).toMatchObject({ published: 450, upTo: 1100n });
    expect((await replayTopic(given)).published).toBe(0);
    const messages = await readTopic(testKafka(), first.topic, ({ length }) => length >= 900);
    const ids = messages.map(({ headers }) => headers.ce_id);
    expect(ids.toSorted()).toEqual(
      Array.from({ length: 1000 }, (_, n) => n + 101)
        .filter((position) => position % 10 !== 0)
        .map((position) => `event-${position}/0`)
        .toSorted(),
    );
    expect(JSON.parse(messages[0]?.value ?? '')).toMatchObject({ recognisedUpTo: '1100' });
  });

  it('gives the present state of each customer, once, also when it is cut off and called again', async () => {
    const { customers } = testContracts();
    const ids = Array.from({ length: 1200 }, (_, n) => `customer-${String(n).padStart(4, '0')}`);
    const there = new Set(ids);
    const told = replayedCustomers({
      count: () => Promise.resolve(there.size),
      customersAfter: (id, limit) => Promise.resolve(ids.filter((each) => each > id).slice(0, limit)),
      currentState: (asked) => Promise.resolve(new Map(asked.flatMap((id) => (there.has(id) ? [[id, { id }] as const] : [])))),
      source: 'urn:test',
      contract: customers,
    });
    const stop = new AbortController();
    const given = options(told);
    const first = await replayTopic({ ...given, signal: stop.signal, onProgress: () => stop.abort() });
    expect(first).toMatchObject({ topic: `${customers.name}.replay-${given.id}`, published: 500, upTo: 500n, end: 1200n });
    there.delete('customer-0600');
    expect(await replayTopic(given)).toMatchObject({ published: 699, upTo: 1200n });
    expect((await replayTopic(given)).published).toBe(0);
    const messages = await readTopic(testKafka(), first.topic, ({ length }) => length >= 1199);
    expect(messages.map(({ key }) => key).toSorted()).toEqual(ids.filter((id) => there.has(id)));
    expect(messages.every(({ key, value }) => value === JSON.stringify({ id: key }))).toBe(true);
    expect(new Set(messages.map(({ headers }) => headers.ce_id)).size).toBe(1199);
  });

  it('refuses an id that cannot be part of a name', async () => {
    const told = replayedTouchpoints({ ledger, recognised, from: START, source: 'urn:test' });
    await expect(replayTopic({ ...options(told), id: 'Ä/..' })).rejects.toThrow(InvalidReplayIdError);
  });
});
