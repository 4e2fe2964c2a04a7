import { setTimeout as sleep } from 'node:timers/promises';
import { readTopic } from '#streaming/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, hasPublished, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(240_000);

const TOPIC = 'touchstone.touchpoints.v1';
const LEADING = ['publishing', 'idle'];

describeDistributed('A relay that stood still while another took over', () => {
  let world: Installation;
  let ledger: TestServer;
  const services: TestServer[] = [];
  let recorded = 0;

  beforeAll(async () => {
    world = await installation();
    for (const name of ['ledger', 'projector', 'relay', 'relay'] as const) {
      services.push(await world.start(name));
      if (name === 'relay' && services.length === 3) await isIn(services[2], LEADING);
    }
    [ledger] = services as [TestServer];
  });
  afterAll(async () => {
    const codes = await Promise.all(services.map((service) => service.stop()));
    await world.remove();
    expect(codes).toEqual([0, 0, 0, 0]);
  });

  const isIn = (relay: TestServer | undefined, states: readonly string[]): Promise<unknown> =>
    eventually(
      async () => (await relay?.call<{ checks: { relay: { state: string } } }>('GET', '/health/ready'))?.body.checks.relay.state,
      (state) => state !== undefined && states.includes(state),
      60_000,
    );

  const record = async (count: number): Promise<void> => {
    for (const end = recorded + count; recorded < end; recorded += 50)
      await recordAll(
        ledger,
        Array.from({ length: 50 }, (_, n) => touchpoint(recorded + n, [['email', `p${(recorded + n) % 70}@example.org`]])),
      );
  };

  it('publishes nothing more when it wakes up, and stands by: each touchpoint is there once', async () => {
    const [, , first, second] = services as [TestServer, TestServer, TestServer, TestServer];
    await isIn(second, ['standing-by']);
    await record(200);
    await hasPublished(first, 200);
    const recording = record(2000);
    await sleep(500);
    process.kill(first.pid, 'SIGSTOP');
    await recording;
    await isIn(second, LEADING);
    await record(300);
    const recordingOn = record(500);
    process.kill(first.pid, 'SIGCONT');
    await isIn(first, ['standing-by']);
    await recordingOn;
    const messages = await readTopic(world.broker.settings, TOPIC, ({ length }) => length >= recorded, {
      restMs: 3000,
      withinMs: 60_000,
    });
    expect(messages).toHaveLength(recorded);
    expect(new Set(messages.map(({ headers }) => headers.ce_id)).size).toBe(recorded);
    expect(LEADING).toContain(
      (await second.call<{ checks: { relay: { state: string } } }>('GET', '/health/ready')).body.checks.relay.state,
    );
  });
});
