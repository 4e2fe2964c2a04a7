import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { customerStates, type PublishedCustomer } from '#customers';
import { DEFAULT_RULES_YAML, identityLookup, parseRules, type PublishedIdentityChange } from '#recognition';
import type { PublishedTouchpoint } from '#recording';
import { type ReadMessage, readTopic } from '#streaming/testing';
import type { ViewsStatus } from '#views';
import { PostgresEditions } from '#views/postgres';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

/** The usual rules, but for one type that joins nobody. */
const rulesWithout = (type: string, version: number): string =>
  DEFAULT_RULES_YAML.replace('version: 1', `version: ${version}`).replace(
    new RegExp(`(${type}: \\{ .*)\\}`),
    '$1, joins: false }',
  );

/** Many are one by e-mail address, many by telephone, so that one version joins what the other keeps apart. */
const made = (n: number): object =>
  touchpoint(
    n,
    (
      [
        [`customer-number K${n % 60}`, `email p${n % 60}@example.org`],
        [`email p${(n * 7) % 120}@example.org`, `phone +44 20 7946 0${100 + (n % 200)}`],
        [`phone +44 20 7946 0${100 + ((n * 3) % 200)}`, `loyalty-card L${n % 150}`],
      ][n % 3] ?? []
    ).map((identifier): [string, string] => [
      identifier.slice(0, identifier.indexOf(' ')),
      identifier.slice(identifier.indexOf(' ') + 1),
    ]),
  );

describeDistributed('An edition promoted while the relay publishes under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-rules-'));
  const rules = (name: string): string => join(folder, `${name}.yaml`);
  let world: Installation;
  let ledger: TestServer;
  let customers: TestServer;
  let projector: TestServer;
  let relay: TestServer;
  let editions: PostgresEditions;
  let recorded = 0;

  beforeAll(async () => {
    writeFileSync(rules('without-phone'), rulesWithout('phone', 1));
    writeFileSync(rules('without-email'), rulesWithout('email', 2));
    world = await installation();
    const settings = { TOUCHSTONE_RULES: rules('without-phone') };
    ledger = await world.start('ledger', settings);
    [customers, projector, relay] = await Promise.all([
      world.start('customers', settings),
      world.start('projector', settings),
      world.start('relay', settings),
    ]);
    editions = await PostgresEditions.open({ url: world.postgres, applicationName: 'test', announces: false });
  });
  afterAll(async () => {
    await Promise.all([ledger, customers, projector, relay].map((service) => service.stop()));
    await editions.close();
    await world.remove();
    rmSync(folder, { recursive: true });
  });

  async function load(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await recordAll(
        ledger,
        Array.from({ length: 20 }, () => made(recorded++)),
      );
    }
  }

  /** Starts the projector with other rules and waits until an edition of them serves. */
  async function changeRules(name: string): Promise<void> {
    const { edition: before = 0 } = (await editions.states('recognition')).find(({ serving }) => serving) ?? {};
    await projector.stop();
    projector = await world.start('projector', { TOUCHSTONE_RULES: rules(name) });
    await eventually(
      async () => (await editions.serving('recognition')) ?? 0,
      (edition) => edition > before,
      60_000,
    );
  }

  /** All that is recorded is on the timeline, and all that was announced is published. */
  async function settled(): Promise<void> {
    await eventually(
      async () => (await customers.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')).body.sets,
      (sets) => sets.every(({ serving }) => serving.lag === '0'),
      60_000,
    );
    await eventually(
      async () => (await relay.call<{ checks: { relay: { waiting: object } } }>('GET', '/health/ready')).body.checks.relay,
      ({ waiting }) => Object.values(waiting).every((count) => count === 0),
      60_000,
    );
  }

  const read = (topic: string, enough: (messages: readonly ReadMessage[]) => boolean): Promise<readonly ReadMessage[]> =>
    readTopic(world.broker.settings, `touchstone.${topic}.v1`, enough, { withinMs: 30_000, restMs: 2000 });

  it('publishes what differs and doubles nothing; a subscriber ends with the customers that the views have', async () => {
    const stop = new AbortController();
    const loading = load(stop.signal);
    await eventually(
      () => Promise.resolve(recorded),
      (count) => count >= 600,
      60_000,
    );
    await changeRules('without-email');
    const first = recorded;
    await eventually(
      () => Promise.resolve(recorded),
      (count) => count >= first + 300,
      60_000,
    );
    await changeRules('without-phone');
    const second = recorded;
    await eventually(
      () => Promise.resolve(recorded),
      (count) => count >= second + 300,
      60_000,
    );
    await changeRules('without-email');
    stop.abort();
    await loading;
    await settled();

    const touchpoints = await read('touchpoints', (all) => all.length >= recorded);
    const published = touchpoints.map(({ value }) => JSON.parse(value ?? '') as PublishedTouchpoint);
    expect(new Set(published.map(({ externalId }) => externalId)).size).toBe(recorded);
    expect(published).toHaveLength(recorded);

    const owners = await editions
      .reader('recognition')
      .all<{ handle: string; customer: string }>(
        'SELECT n.handle, c.customer FROM nodes n JOIN clusters c ON c.root = n.cluster ORDER BY n.handle',
      );
    const ownerOf = new Map(owners.map(({ handle, customer }) => [handle, customer]));
    const strangers = (changes: readonly ReadMessage[]): string[] =>
      [...followed(published, changes)].filter(([hub, customer]) => ownerOf.get(hub) !== customer).map(([hub]) => hub);
    const changes = await read('identity', (all) => strangers(all).length === 0);
    expect(strangers(changes)).toEqual([]);
    expect(new Set(changes.map(({ headers }) => headers['ce_id'])).size).toBe(changes.length);
    const types = changes.map(({ headers }) => headers['ce_type']);
    for (const type of ['merged', 'split']) expect(types).toContain(`touchstone.identity.${type}`);

    const identity = identityLookup(editions.reader('recognition'), parseRules(rulesWithout('email', 2)));
    const ids = [...new Set(ownerOf.values())];
    const states = await customerStates({ customers: editions.reader('customers'), identity }, ids);
    const wrong = new Set(ids);
    const take = ({ key, value }: ReadMessage): void => {
      if (isDeepStrictEqual(withoutPosition(value), withoutPosition(JSON.stringify(states.get(key) ?? null)))) wrong.delete(key);
      else wrong.add(key);
    };
    let taken = 0;
    const told = await read('customers', (all) => {
      for (const message of all.slice(taken)) take(message);
      taken = all.length;
      return wrong.size === 0;
    });
    for (const message of told.slice(taken)) take(message);
    expect([...wrong]).toEqual([]);
  });
});

/** Whose each hub is for a subscriber that reads both topics from the beginning, side by side. */
function followed(touchpoints: readonly PublishedTouchpoint[], changes: readonly ReadMessage[]): ReadonlyMap<string, string> {
  const known = new Map<string, { readonly customer: string; readonly position: bigint; readonly sequence: string }>();
  const belongs = (handle: string, customer: string, position: bigint, sequence: string): void => {
    const before = known.get(handle);
    if (!before || position > before.position || (position === before.position && sequence > before.sequence))
      known.set(handle, { customer, position, sequence });
  };
  for (const { parties, recognisedUpTo } of touchpoints)
    for (const { hub, customer } of parties) belongs(hub, customer, BigInt(recognisedUpTo), '');
  for (const { value, headers } of changes) {
    const { to, handles, position } = JSON.parse(value ?? '') as PublishedIdentityChange;
    for (const handle of handles) belongs(handle, to, BigInt(position), String(headers['ce_sequence']));
  }
  return new Map([...known].map(([handle, { customer }]) => [handle, customer]));
}

function withoutPosition(value: string | null): object | undefined {
  return value === null || value === 'null' ? undefined : { ...(JSON.parse(value) as PublishedCustomer), position: '' };
}
