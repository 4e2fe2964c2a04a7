import { Client } from 'pg';
import { type ReadMessage, readTopic } from '#streaming/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, hasPublished, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

interface RelayCheck {
  readonly published: number;
  readonly waiting: Readonly<Record<string, number>>;
  readonly problem?: { readonly code: string };
}

describeDistributed('Views that are dropped, as for a ledger that lost its last events', () => {
  let world: Installation;
  let ledger: TestServer;
  let projector: TestServer;
  let relay: TestServer;

  beforeAll(async () => {
    world = await installation();
    ledger = await world.start('ledger');
    [projector, relay] = await Promise.all([world.start('projector'), world.start('relay')]);
  });
  afterAll(async () => {
    await Promise.all([ledger, projector, relay].map((service) => service.stop()));
    await world.remove();
  });

  const record = (from: number, to: number): Promise<void> =>
    recordAll(
      ledger,
      Array.from({ length: to - from }, (_, n) => touchpoint(from + n, [['email', `customer-${(from + n) % 7}@example.org`]])),
    );
  const read = (count: number): Promise<readonly ReadMessage[]> =>
    readTopic(world.broker.settings, 'touchstone.touchpoints.v1', ({ length }) => length >= count, { withinMs: 30_000 });
  const check = async (): Promise<RelayCheck> =>
    (await relay.call<{ checks: { relay: RelayCheck } }>('GET', '/health/ready')).body.checks.relay;

  it('leave nothing unpublished: the relay waits until it has another name, however much the new outbox holds', async () => {
    await record(0, 30);
    await hasPublished(relay, 30);
    expect(await read(30)).toHaveLength(30);

    await Promise.all([projector, relay].map((service) => service.stop()));
    const database = new Client({ connectionString: world.postgres });
    await database.connect();
    const { rows } = await database.query<{ name: string }>(
      "SELECT quote_ident(set_name || '_' || edition) AS name FROM touchstone_views.editions",
    );
    await database.query(`DROP SCHEMA ${['touchstone_views', ...rows.map(({ name }) => name)].join(', ')} CASCADE`);
    await database.end();
    [projector, relay] = await Promise.all([world.start('projector'), world.start('relay')]);
    await record(30, 100);
    const { published } = await eventually(
      check,
      ({ problem, waiting }) => problem?.code === 'another-outbox' && (waiting['recognition'] ?? 0) > 100,
      30_000,
    );
    expect(published).toBe(0);
    await relay.stop();

    relay = await world.start('relay', { KAFKA_RELAY_NAME: 'relay-2' });
    const ids = (await read(130)).map(({ headers }) => headers['ce_id']);
    expect(ids).toHaveLength(130);
    expect(new Set(ids).size).toBe(100);
    expect((await check()).problem).toBeUndefined();
  });
});
