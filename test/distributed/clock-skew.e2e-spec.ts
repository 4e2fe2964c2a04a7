import { join } from 'node:path';
import type { FoundCustomers, LookedUp } from '#customers';
import type { PublishedTouchpoint } from '#recording';
import { readTopic } from '#streaming/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation, type ServiceName } from './installation.js';
import { hasPublished, touchpoint } from './made-up-load.js';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
/** How wrong each service's clock is, in hours. */
const SHIFTS: Readonly<Record<ServiceName, number>> = { ledger: 3, customers: -5, projector: -2, relay: 7 };
/** And that of a second ledger service. */
const BEHIND = -3;

describeDistributed('Services whose clocks differ by hours', () => {
  let world: Installation;
  let behind: TestServer;
  const started: TestServer[] = [];
  const services = new Map<ServiceName, TestServer>();
  const service = (name: ServiceName): TestServer => {
    const found = services.get(name);
    if (!found) throw new Error(`${name} was not started.`);
    return found;
  };

  beforeAll(async () => {
    world = await installation();
    const start = async (name: ServiceName, hours = SHIFTS[name]): Promise<TestServer> => {
      const server = await world.start(name, {
        NODE_OPTIONS: `--require ${join(__dirname, 'shift-clock.cjs')}`,
        CLOCK_SHIFT_MS: String(hours * HOUR_MS),
      });
      started.push(server);
      return server;
    };
    services.set('ledger', await start('ledger'));
    behind = await start('ledger', BEHIND);
    const others = ['customers', 'projector', 'relay'] as const;
    await Promise.all(others.map(async (name) => services.set(name, await start(name))));
  });
  afterAll(async () => {
    await Promise.all(started.map((each) => each.stop()));
    await world.remove();
  });

  it('keep order and times as the ledger says them, answer as of a time, and publish', async () => {
    const began = Date.now();
    const positions: bigint[] = [];
    for (const n of [1, 2, 3]) {
      const { status, body } = await (n === 2 ? behind : service('ledger')).call(
        'POST',
        '/touchpoints',
        touchpoint(n, [['email', 'ada@example.org']]),
      );
      expect(status).toBe(201);
      positions.push(BigInt(body.position));
    }
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));

    const { body } = await service('customers').call<LookedUp>(
      'GET',
      `/customers?q=ada@example.org&open=true&after=${positions[2]}`,
    );
    const items = body.opened?.timeline.items ?? [];
    expect(items.map(({ externalId }) => externalId).toSorted()).toEqual(['t-1', 't-2', 't-3']);
    const recorded = items.map(({ recordedAt }) => Date.parse(recordedAt));
    const ended = Date.now();
    for (const at of recorded) {
      expect(at).toBeGreaterThanOrEqual(began - 1000);
      expect(at).toBeLessThanOrEqual(ended + 1000);
    }

    const id = body.customers[0]?.id;
    const known = (at: number): Promise<{ status: number; body: { items: object[] } }> =>
      service('customers').call('GET', `/customers/${id}/timeline?knownAt=${encodeURIComponent(new Date(at).toISOString())}`);
    expect((await known(ended + 1000)).body.items).toHaveLength(3);
    const before = await known(began - 60_000);
    expect(before.status === 404 || before.body.items.length === 0).toBe(true);

    await hasPublished(service('relay'), 3);
    const messages = await readTopic(world.broker.settings, 'touchstone.touchpoints.v1', (all) => all.length >= 3);
    const published = messages.map(({ value }) => JSON.parse(value ?? '') as PublishedTouchpoint);
    expect(published.map(({ externalId }) => externalId)).toEqual(['t-1', 't-2', 't-3']);
    expect(published.map(({ recordedAt }) => Date.parse(recordedAt)).toSorted((a, b) => a - b)).toEqual(
      recorded.toSorted((a, b) => a - b),
    );
    const { body: found } = await service('customers').call<FoundCustomers>('GET', '/customers?q=ada@example.org');
    expect(found.customers[0]?.touchpoints).toBe(3);
    for (const each of services.values()) expect((await each.call('GET', '/health/ready')).status).toBe(200);
  });
});
