import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundCustomers } from '#customers';
import type { ServiceName } from './installation.js';
import type { Answer, TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { lineToServer, type LineToServer } from './line-to-server.js';
import { eventually, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

/** No request takes longer, whatever the server does. */
const LONGEST_MS = 10_000;

describeDistributed('The line to PostgreSQL', () => {
  let world: Installation;
  let line: LineToServer;
  let made = 0;
  const services = new Map<ServiceName, TestServer>();
  const service = (name: ServiceName): TestServer => {
    const found = services.get(name);
    if (!found) throw new Error(`${name} was not started.`);
    return found;
  };

  beforeAll(async () => {
    world = await installation();
    const behind = new URL(world.postgres);
    line = await lineToServer(Number(behind.port || 5432));
    behind.port = String(line.port);
    const settings = { POSTGRES_URL: behind.href };
    services.set('ledger', await world.start('ledger', settings));
    await Promise.all(
      (['customers', 'projector', 'relay'] as const).map(async (name) => services.set(name, await world.start(name, settings))),
    );
    await works();
  });
  afterEach(() => line.is('well'));
  afterAll(async () => {
    await line.is('well');
    const codes = await Promise.all([...services.values()].map((each) => each.stop()));
    await line.close();
    await world.remove();
    expect(codes).toEqual([0, 0, 0, 0]);
  });

  interface Timed {
    readonly status: number;
    readonly body: Answer;
    readonly ms: number;
  }
  const timed = async (name: ServiceName, method: string, path: string, body?: object): Promise<Timed> => {
    const began = Date.now();
    const answer = await service(name).call(method, path, body);
    return { status: answer.status, body: answer.body, ms: Date.now() - began };
  };
  const record = (): Promise<Timed> =>
    timed('ledger', 'POST', '/touchpoints', touchpoint(made++, [['email', 'ada@example.org']]));
  const lookUp = (): Promise<Timed> => timed('customers', 'GET', '/customers?q=ada@example.org&open=true');
  const readiness = async (name: ServiceName): Promise<number> => (await service(name).call('GET', '/health/ready')).status;

  /** Recording and look-up work again, with everything recorded while they did not work, and everybody is ready. */
  async function works(withinMs = 60_000): Promise<void> {
    const { body } = await eventually(record, ({ status }) => status === 201, withinMs);
    const answer = await eventually(
      () => service('customers').call<FoundCustomers>('GET', `/customers?q=ada@example.org&after=${body.position}`),
      ({ status }) => status === 200,
      withinMs,
    );
    expect(answer.body.customers).toHaveLength(1);
    for (const name of services.keys())
      await eventually(
        () => readiness(name),
        (status) => status === 200,
        withinMs,
      );
  }

  /** Asks several times at once, for connections that were in use before and new ones: everybody gets a problem in time. */
  async function everybodyIsToldInTime(): Promise<void> {
    const answers = await Promise.all(
      [
        record,
        lookUp,
        lookUp,
        record,
        lookUp,
        () => timed('customers', 'GET', '/views'),
        () => timed('ledger', 'GET', '/quarantine'),
      ].map((ask) => ask()),
    );
    for (const { status, ms, body } of answers) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'unreachable' });
      expect(ms).toBeLessThan(LONGEST_MS);
    }
  }

  async function everybodyTurnsUnready(): Promise<void> {
    for (const name of ['ledger', 'customers', 'projector'] as const)
      await eventually(
        () => readiness(name),
        (status) => status === 503,
        30_000,
      );
  }

  it('is refused: look-ups and recording are answered with a problem, and all works again afterwards', async () => {
    await line.is('refused');
    await everybodyIsToldInTime();
    await everybodyTurnsUnready();
    await line.is('well');
    await works();
  });

  it('is slow: what can be answered in time is, and nothing hangs', async () => {
    await line.is('slow');
    for (const { status, ms } of await Promise.all([lookUp(), record(), lookUp()])) {
      expect([200, 201, 503]).toContain(status);
      expect(ms).toBeLessThan(LONGEST_MS);
    }
    await line.is('well');
    await works();
  });

  it('falls silent: requests end in time instead of hanging, and all works again afterwards', async () => {
    await line.is('silent');
    await everybodyIsToldInTime();
    await everybodyTurnsUnready();
    await line.is('well');
    await works();
  });

  it('is half open: who meets a dead connection is told in time, and the next one works', async () => {
    await Promise.all([lookUp(), lookUp(), record()]);
    line.halfOpen();
    const answers = await Promise.all([lookUp(), record(), lookUp()]);
    for (const { status, ms } of answers) {
      expect([200, 201, 503]).toContain(status);
      expect(ms).toBeLessThan(LONGEST_MS);
    }
    await works();
  });

  it('ended no service, and left nothing unhandled', async () => {
    await sleep(100);
    for (const each of services.values()) {
      expect((await each.call('GET', '/health/live')).status).toBe(200);
      expect(each.output()).not.toMatch(/unhandled|uncaught/i);
    }
  });
});
