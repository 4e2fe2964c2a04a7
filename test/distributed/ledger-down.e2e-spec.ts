import type { FoundCustomers } from '#customers';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

interface Ready {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly lag?: object }>>;
}

describeDistributed('While EventStoreDB is down', () => {
  let world: Installation;
  let stub: Stub;
  let customers: TestServer;
  let projector: TestServer;

  beforeAll(async () => {
    world = await installation();
    stub = await startEventStoreStub();
    const own = { EVENTSTOREDB_URL: stub.url };
    const ledger = await world.start('ledger', own);
    projector = await world.start('projector', own);
    customers = await world.start('customers', own);
    await recordAll(ledger, [touchpoint(1, [['email', 'ada@example.org']])]);
    await ledger.stop();
    await eventually(find, ({ body }) => body.customers.length === 1);
    await stub.stop();
  });
  afterAll(async () => {
    const codes = await Promise.all([customers, projector].map((each) => each.stop()));
    await stub.stop();
    await world.remove();
    expect(codes).toEqual([0, 0]);
  });

  const find = () => customers.call<FoundCustomers>('GET', '/customers?q=ada@example.org');
  const ready = (service: TestServer) => service.call<Ready>('GET', '/health/ready');

  it('customers are found, and the service stays ready for that', async () => {
    const { status, body } = await ready(customers);
    expect([status, body.checks['views']]).toEqual([200, { ok: true }]);
    expect((await find()).body.customers).toHaveLength(1);
  });

  it('the projector says that it cannot follow the ledger, and both go on by themselves afterwards', async () => {
    const { status, body } = await ready(projector);
    expect([status, body.checks['ledger']?.ok, body.checks['projector']?.ok]).toEqual([503, false, true]);
    stub = await startEventStoreStub({ port: stub.port, log: stub.log });
    await eventually(
      () => ready(projector),
      (answer) => answer.status === 200,
    );
    await eventually(
      () => ready(customers),
      (answer) => answer.body.checks['views']?.lag !== undefined,
    );
  });
});
