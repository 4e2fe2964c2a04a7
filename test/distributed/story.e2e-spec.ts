import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundCustomers, LookedUp, PublishedCustomer, TimelinePage } from '#customers';
import { bindFeatures, parseDefinitions } from '#features';
import type { PublishedIdentityChange } from '#recognition';
import type { PublishedTouchpoint } from '#recording';
import { allOf } from '#slice';
import { contractBreaches, type ReadMessage, readTopic } from '#streaming/testing';
import { runCli, type TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';

jest.setTimeout(120_000);

const INTAKE = 'touchpoints.in';
/** A server that is shared holds the events of others, and of other runs. */
const SOURCE = `story-${randomUUID()}`;

const touchpoint = (externalId: string, identifiers: readonly [type: string, value: string][], more: object = {}): object => ({
  source: SOURCE,
  externalId,
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'service',
  parties: [{ role: 'caller', name: 'Ada Byron', identifiers: identifiers.map(([type, value]) => ({ type, value })) }],
  subject: 'A secret subject',
  ...more,
});

describeDistributed('The distributed edition', () => {
  let world: Installation;
  let ledger: TestServer;
  let customers: TestServer;
  const others: TestServer[] = [];

  beforeAll(async () => {
    world = await installation();
    const admin = new Kafka({ brokers: [...world.broker.settings.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: INTAKE, numPartitions: 2 }], waitForLeaders: true });
    await admin.disconnect();
    ledger = await world.start('ledger', { KAFKA_INTAKE_TOPIC: INTAKE });
    customers = await world.start('customers');
    others.push(
      await world.start('projector'),
      await world.start('projector'),
      await world.start('relay'),
      await world.start('relay'),
    );
  });
  afterAll(async () => {
    const codes = await Promise.all([ledger, customers, ...others].map((service) => service.stop()));
    await world.remove();
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  });

  const record = async (body: object): Promise<string> => {
    const { status, body: answer } = await ledger.call('POST', '/touchpoints', body);
    expect([200, 201]).toContain(status);
    return answer.position;
  };
  const read = (topic: string, enough: (messages: readonly ReadMessage[]) => boolean): Promise<readonly ReadMessage[]> =>
    readTopic(world.broker.settings, `touchstone.${topic}.v1`, enough, { withinMs: 30_000 });
  const isOurs = ({ value }: ReadMessage): boolean => value?.includes(`"source":"${SOURCE}"`) ?? false;
  const readTouchpoints = async (count: number): Promise<readonly ReadMessage[]> =>
    (await read('touchpoints', (all) => all.filter(isOurs).length >= count)).filter(isOurs);

  it('shows what one service recorded in another, at the position it answered with', async () => {
    const position = await record(touchpoint('1', [['phone', '+44 20 7946 0018']]));
    const { body } = await customers.call<LookedUp>('GET', `/customers?q=02079460018&open=true&after=${position}`);
    expect(body.opened?.card.name).toBe('Ada Byron');
    expect(body.opened?.timeline.items).toHaveLength(1);
    expect(body.opened?.timeline.items[0]).toMatchObject({ subject: 'A secret subject', role: 'caller' });
  });

  it('answers a repeated touchpoint with the first, whichever ledger service is asked', async () => {
    const second = await world.start('ledger');
    const again = await second.call('POST', '/touchpoints', touchpoint('1', [['phone', '+44 20 7946 0018']]));
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    const other = await second.call(
      'POST',
      '/touchpoints',
      touchpoint('1', [['phone', '+44 20 7946 0018']], { outcome: 'resolved' }),
    );
    expect(other.status).toBe(409);
    expect(await second.stop()).toBe(0);
  });

  it('takes touchpoints in from a topic; a bad message goes to quarantine and to the dead letters', async () => {
    const producer = new Kafka({ brokers: [...world.broker.settings.brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    const good = touchpoint('2', [
      ['email', 'ada@example.org'],
      ['phone', '020 7946 0018'],
    ]);
    await producer.send({ topic: INTAKE, messages: [{ value: JSON.stringify(good) }, { value: '{"source":' }] });
    await producer.disconnect();
    const dead = await readTopic(world.broker.settings, `${INTAKE}.dead-letter`, (messages) => messages.length > 0, {
      withinMs: 30_000,
    });
    expect(dead).toHaveLength(1);
    let total = 0;
    for (let tries = 0; tries < 50 && total === 0; tries++) {
      ({ total } = (await ledger.call<{ total: number }>('GET', '/quarantine')).body);
      if (total === 0) await sleep(200);
    }
    expect(total).toBe(1);
    let found: FoundCustomers = { query: '', customers: [], more: false };
    for (let tries = 0; tries < 50 && found.customers[0]?.touchpoints !== 2; tries++) {
      ({ body: found } = await customers.call<FoundCustomers>('GET', '/customers?q=ADA@example.org'));
      if (found.customers[0]?.touchpoints !== 2) await sleep(200);
    }
    expect(found.customers).toMatchObject([{ name: 'Ada Byron', touchpoints: 2 }]);
  });

  it('tells subscribers of every touchpoint under its customer, without anything personal', async () => {
    const messages = await readTouchpoints(2);
    expect(messages).toHaveLength(2);
    const values = messages.map(({ value }) => JSON.parse(value ?? '') as PublishedTouchpoint);
    expect(new Set(values.map(({ externalId }) => externalId))).toEqual(new Set(['1', '2']));
    expect(messages.every(({ key }, i) => key === values[i]?.customer)).toBe(true);
    expect(JSON.stringify(messages)).not.toMatch(/Ada|Byron|7946|secret|example\.org/);
    expect(messages[0]?.headers).toMatchObject({ ce_specversion: '1.0', ce_type: 'touchstone.touchpoint.recorded' });
  });

  it('tells them who became one customer and who was parted, with the identifiers that moved', async () => {
    await record(touchpoint('3', [['email', 'bob@example.org']]));
    await record(touchpoint('4', [['phone', '+44 161 496 0000']]));
    const position = await record(
      touchpoint('5', [
        ['email', 'bob@example.org'],
        ['phone', '+44 161 496 0000'],
      ]),
    );
    const { body } = await customers.call<LookedUp>('GET', `/customers?q=bob@example.org&open=true&after=${position}`);
    const customer = body.customers[0]?.id ?? '';
    const card = body.opened?.card;
    const [a, b] = card?.identifiers.map(({ handle }) => handle) ?? [];
    const decided = await ledger.call('POST', '/identity/decisions', {
      verdict: 'separate',
      a,
      b,
      reason: 'two people',
      origin: 'staff',
    });
    expect(decided.status).toBe(201);
    const changes = (await read('identity', (all) => all.some(({ value }) => value?.includes('split')))).map(
      ({ value }) => JSON.parse(value ?? '') as PublishedIdentityChange,
    );
    const merged = changes.find(({ type, to }) => type === 'merged' && to === customer);
    expect(merged?.handles).toHaveLength(1);
    const split = changes.find(({ type, from }) => type === 'split' && from === customer);
    expect(split?.handles).toEqual(merged?.handles);

    const known = new Map<string, Partial<PublishedCustomer>>();
    const states = await read('customers', (all) => {
      known.clear();
      for (const { key, value } of all) known.set(key, JSON.parse(value ?? '{}') as Partial<PublishedCustomer>);
      const counts = [customer, split?.to ?? ''].map((id) => known.get(id)?.touchpoints ?? 0);
      return Math.min(...counts) === 1 && Math.max(...counts) === 2;
    });
    expect(JSON.stringify(states)).not.toMatch(/Bob|bob@|0000\b.*\+44/);
    expect(known.get(split?.to ?? '')?.handles).toEqual(split?.handles);
  });

  it('rebuilds and promotes views while it serves, and tells subscribers nothing twice', async () => {
    const before = await readTouchpoints(5);
    const built = await runCli(['views', 'rebuild', 'recognition', '--promote', '--url', customers.url], {
      TOUCHSTONE_TOKEN: customers.token,
    });
    expect([built.code, built.output]).toEqual([0, expect.stringMatching(/^recognition +edition 2 /m)]);
    const { body } = await customers.call<FoundCustomers>('GET', '/customers?q=ada@example.org');
    const { body: timeline } = await customers.call<TimelinePage>('GET', `/customers/${body.customers[0]?.id}/timeline`);
    expect(timeline.items).toHaveLength(2);
    const after = await readTouchpoints(before.length);
    expect(after).toHaveLength(before.length);
  });

  it('tells the touchpoints again on request, to a topic of their own', async () => {
    const before = await readTouchpoints(5);
    for (const again of ['first', 'second']) {
      const { code, output } = await runCli(['relay', 'replay', '--id', 'crm'], world.environment);
      expect([again, code, output]).toEqual([
        again,
        0,
        expect.stringMatching(again === 'first' ? /^(?:[5-9]|\d{2,}) messages are in/m : /^0 messages are in/m),
      ]);
    }
    const all = await readTopic(
      world.broker.settings,
      'touchstone.touchpoints.v1.replay-crm',
      (some) => some.filter(isOurs).length >= 5,
    );
    const replayed = all.filter(isOurs);
    expect(replayed).toHaveLength(before.length);
    const idsOf = (messages: readonly ReadMessage[]): Set<unknown> => new Set(messages.map(({ headers }) => headers.ce_id));
    expect(idsOf(replayed)).toEqual(idsOf(before));
    expect(await readTouchpoints(before.length)).toHaveLength(before.length);
  });

  it('tells the state of every customer again on request, to a topic of their own', async () => {
    const ofCustomers = ['relay', 'replay', '--topic', 'touchstone.customers.v1', '--id', 'crm'];
    const { code, output } = await runCli(ofCustomers, world.environment);
    const [, count] = /^(\d+) messages are in touchstone\.customers\.v1\.replay-crm/m.exec(output) ?? [];
    expect([code, Number(count)]).toEqual([0, expect.any(Number)]);
    const replayed = await readTopic(
      world.broker.settings,
      'touchstone.customers.v1.replay-crm',
      ({ length }) => length >= Number(count),
    );
    const known = await read('customers', (all) =>
      replayed.every(({ key }) => all.some((message) => message.key === key && message.value !== null)),
    );
    const expected = [...new Map(known.map(({ key, value }) => [key, value]))].filter(([, value]) => value !== null);
    const withoutPosition = (value: string | null): object => ({ ...(JSON.parse(value ?? '{}') as object), position: '' });
    expect(new Map(replayed.map(({ key, value }) => [key, withoutPosition(value)]))).toEqual(
      new Map(expected.map(([key, value]) => [key, withoutPosition(value)])),
    );
  });

  it('says how to get what cannot be told again', async () => {
    const of = async (...options: string[]): Promise<unknown> => {
      const { code, output } = await runCli(['relay', 'replay', '--id', 'crm', ...options], world.environment);
      return [code, output];
    };
    expect(await of('--topic', 'touchstone.identity.v1')).toEqual([2, expect.stringMatching(/handles.*aliases/)]);
    expect(await of('--topic', 'touchstone.customers.v1', '--from', '7')).toEqual([2, expect.stringMatching(/--from is for/)]);
  });

  it('publishes and replays nothing that is not as its topics are described', async () => {
    const some = (messages: readonly ReadMessage[]): boolean => messages.length > 0;
    const all: [topic: string, messages: readonly ReadMessage[]][] = [];
    const topics = allOf(bindFeatures(parseDefinitions(), { publishes: true }), 'topics');
    for (const topic of ['touchpoints', 'identity', 'customers']) all.push([topic, await read(topic, some)]);
    for (const topic of ['touchpoints', 'customers'])
      all.push([topic, await readTopic(world.broker.settings, `touchstone.${topic}.v1.replay-crm`, some)]);
    for (const [name, messages] of all) {
      const topic = topics[name];
      if (!topic) throw new Error(`There is no topic of ${name}.`);
      expect([topic.contract.name, messages.flatMap((message) => contractBreaches(topic.contract, message))]).toEqual([
        `touchstone.${name}.v1`,
        [],
      ]);
    }
  });

  it('describes its topics beside its API, and says how it is', async () => {
    const { body } = await customers.call<{ asyncapi: string; channels: object }>('GET', '/asyncapi.json');
    expect(body.asyncapi).toBe('3.0.0');
    expect(Object.keys(body.channels)).toContain('touchstone.identity.v1');
    for (const service of [ledger, customers, ...others]) {
      expect((await service.call('GET', '/health/ready')).status).toBe(200);
      expect((await service.call<string>('GET', '/metrics')).body).toMatch(/^touchstone_/m);
    }
  });
});
