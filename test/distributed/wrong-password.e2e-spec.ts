import { Client } from 'pg';
import type { FoundCustomers } from '#customers';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';
import { postgresPrograms } from './own-postgres.js';

jest.setTimeout(90_000);

const PASSWORD = 'the-right-secret';
const WRONG = 'another-secret';

(postgresPrograms() ? describeDistributed : describe.skip)('A PostgreSQL that asks for a password', () => {
  let world: Installation;
  const services: TestServer[] = [];

  beforeAll(async () => {
    world = await installation({ postgres: { password: PASSWORD } });
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await world.remove();
  });

  const withPassword = (password: string): string => world.postgres.replace(PASSWORD, password);
  const setPassword = async (from: string, to: string): Promise<void> => {
    const client = new Client({ connectionString: withPassword(from) });
    await client.connect();
    await client.query(`ALTER ROLE postgres PASSWORD '${to}'`);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()', [
      'postgres',
    ]);
    await client.end();
  };

  it.each(['ledger', 'customers', 'projector', 'relay'] as const)(
    'lets no %s in with a wrong one: it says so in one message without the password, and ends with 77',
    async (name) => {
      const failure = String(await world.start(name, { POSTGRES_URL: withPassword(WRONG) }).catch((error: unknown) => error));
      expect(failure).toMatch(/exit code 77/);
      expect(failure).toMatch(/does not let this user in: check user and password/);
      expect(failure).not.toContain(WRONG);
      expect(failure).not.toMatch(/^\s+at /m);
    },
  );

  it('changes it while services run: they say so without it, and go on once it is theirs again', async () => {
    const ledger = await world.start('ledger');
    services.push(ledger);
    const [customers, projector, relay] = await Promise.all([
      world.start('customers'),
      world.start('projector'),
      world.start('relay'),
    ]);
    services.push(customers, projector, relay);
    const found = async (): Promise<number> =>
      (await customers.call<FoundCustomers>('GET', '/customers?q=ada@example.org')).body.customers[0]?.touchpoints ?? 0;
    await recordAll(ledger, [touchpoint(1, [['email', 'ada@example.org']])]);
    await eventually(found, (count) => count === 1);

    await setPassword(PASSWORD, WRONG);
    const refused = await ledger.call('POST', '/touchpoints', touchpoint(2, [['email', 'ada@example.org']]));
    expect([refused.status, refused.body.code]).toEqual([503, 'access-denied']);
    const asked = await customers.call('GET', '/customers?q=ada@example.org');
    expect([asked.status, asked.body.code]).toEqual([503, 'access-denied']);
    for (const service of [ledger, customers, projector, relay])
      await eventually(
        () => service.call('GET', '/health/ready'),
        ({ status }) => status === 503,
      );

    await setPassword(WRONG, PASSWORD);
    await recordAll(ledger, [touchpoint(2, [['email', 'ada@example.org']])]);
    await eventually(found, (count) => count === 2, 40_000);
    for (const service of services) {
      await eventually(
        () => service.call('GET', '/health/ready'),
        ({ status }) => status === 200,
        40_000,
      );
      expect(service.output()).not.toContain(PASSWORD);
      expect(service.output()).not.toMatch(/unhandled|uncaught/i);
    }
  });
});
