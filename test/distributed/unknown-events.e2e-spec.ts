import { randomUUID } from 'node:crypto';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { TOUCHPOINT_RECORDED } from '#events';
import { readTopic } from '#streaming/testing';
import type { ViewsStatus } from '#views';
import type { FoundCustomers } from '#customers';
import { runCli, type TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, hasPublished, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(60_000);

describeDistributed('Events of a newer version in the ledger', () => {
  let world: Installation;
  let ledger: TestServer;
  let customers: TestServer;
  let projector: TestServer;
  let relay: TestServer;

  beforeAll(async () => {
    world = await installation();
    ledger = await world.start('ledger');
    [customers, projector, relay] = await Promise.all([world.start('customers'), world.start('projector'), world.start('relay')]);
  });
  afterAll(async () => {
    await Promise.all([ledger, customers, projector, relay].map((service) => service.stop()));
    await world.remove();
  });

  const status = async (): Promise<readonly ViewsStatus[]> =>
    (await customers.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')).body.sets;
  const setAside = (sets: readonly ViewsStatus[]): object =>
    Object.fromEntries(sets.map(({ set, serving }) => [set, serving.deadLetters]));
  /** The ledger's tree is over all events, unknown ones too. */
  const TWO_UNKNOWN = { recognition: 2, customers: 2, 'ledger-tree': 0 };

  it('are set aside, counted and shown, and stop neither views nor relay', async () => {
    await recordAll(ledger, [touchpoint('before', [['email', 'ada@example.org']])]);
    const store = openEventStoreDb({ url: world.eventStoreDb });
    const newer = { id: randomUUID(), data: { anything: ['else'] }, metadata: {} };
    await store.append(`newer-${newer.id}`, [{ ...newer, type: 'CustomerTeleported', schemaVersion: 1 }], 'none');
    const later = { ...newer, id: randomUUID() };
    await store.append(`newer-${later.id}`, [{ ...later, type: TOUCHPOINT_RECORDED, schemaVersion: 99 }], 'none');
    await store.close();
    await recordAll(ledger, [touchpoint('after', [['email', 'ada@example.org']])]);

    const { customers: found } = await eventually(
      async () => (await customers.call<FoundCustomers>('GET', '/customers?q=ada@example.org')).body,
      ({ customers: [first] }) => first?.touchpoints === 2,
    );
    expect(found).toHaveLength(1);
    await hasPublished(relay, 2);
    const messages = await readTopic(world.broker.settings, 'touchstone.touchpoints.v1', (all) => all.length >= 2);
    expect(messages.map(({ value }) => (JSON.parse(value ?? '') as { externalId: string }).externalId)).toEqual([
      't-before',
      't-after',
    ]);

    expect(setAside(await status())).toEqual(TWO_UNKNOWN);
    for (const service of [customers, projector]) {
      const { body } = await service.call<string>('GET', '/metrics');
      expect(body).toMatch(/touchstone_view_dead_letters\{set="recognition"\} 2/);
      expect(body).toMatch(/touchstone_view_dead_letters\{set="customers"\} 2/);
    }
    const cli = await runCli(['views', 'status', '--url', customers.url], { TOUCHSTONE_TOKEN: customers.token });
    expect(cli).toMatchObject({ code: 0 });
    expect(cli.output).toMatch(/SET ASIDE/);
    expect(cli.output).toMatch(/^recognition +edition 1 +[\d.]+ kB +0 kB +2 /m);
    for (const service of [ledger, customers, projector, relay])
      expect((await service.call('GET', '/health/ready')).status).toBe(200);
  });

  it('are set aside once by a new edition, too', async () => {
    expect((await customers.call('POST', '/views/customers/rebuild')).status).toBe(202);
    await eventually(
      () => customers.call('POST', '/views/customers/promote'),
      (answer) => answer.status === 200,
    );
    const sets = await eventually(status, (all) => all.some(({ serving }) => serving.edition === 2));
    expect(setAside(sets)).toEqual(TWO_UNKNOWN);
  });
});
