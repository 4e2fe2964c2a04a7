import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTopic } from '#streaming/testing';
import type { ViewsStatus } from '#views';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { lineTo, type LineToServer } from './line-to-server.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';
import { differencesOf } from './rebuilt-views.js';

jest.setTimeout(240_000);

const HOUR_MS = 3_600_000;
/** Time limit from resuming to standing by, and from the leader's end to leading. */
const SECONDS_MS = 15_000;
const SETS = ['recognition', 'customers', 'ledger-tree'] as const;

/** The state of the connections of a projector that was paused for an hour. */
type Connections = 'ended by the servers' | 'lost without a word' | 'kept';

interface Projector {
  readonly server: TestServer;
  /** Its own proxies to PostgreSQL and to the ledger. */
  readonly lines: readonly LineToServer[];
}

describeDistributed('A projector that was paused for an hour', () => {
  let world: Installation;
  let ledger: TestServer;
  let customers: TestServer;
  let relay: TestServer;
  let first: Projector;
  let second: Projector;
  let recorded = 0;

  beforeAll(async () => {
    world = await installation();
    ledger = await world.start('ledger');
    [customers, relay] = await Promise.all([world.start('customers'), world.start('relay')]);
    first = await startProjector();
    await leadsAll(first);
    second = await startProjector();
    await isReadyAs(second, 'standing-by');
  });
  afterAll(async () => {
    const codes = await Promise.all([ledger, customers, relay, first.server, second.server].map((each) => each.stop()));
    await Promise.all([...first.lines, ...second.lines].map((line) => line.close()));
    await world.remove();
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  });

  async function startProjector(): Promise<Projector> {
    const [postgres, eventStoreDb] = await Promise.all([lineTo(world.postgres), lineTo(world.eventStoreDb)]);
    const server = await world.start('projector', {
      POSTGRES_URL: postgres.url,
      EVENTSTOREDB_URL: eventStoreDb.url,
      NODE_OPTIONS: `--require ${join(__dirname, 'jump-clock.cjs')}`,
      CLOCK_JUMP_MS: String(HOUR_MS),
    });
    return { server, lines: [postgres.line, eventStoreDb.line] };
  }

  /** Ready, with every set in this state; answers with how long that took. */
  async function isReadyAs({ server }: Projector, state: 'leading' | 'standing-by', withinMs = 30_000): Promise<number> {
    const began = Date.now();
    await eventually(
      () => server.call<{ checks: { projector: Record<string, unknown> } }>('GET', '/health/ready'),
      ({ status, body }) => status === 200 && SETS.every((set) => body.checks.projector[set] === state),
      withinMs,
    );
    return Date.now() - began;
  }
  const leadsAll = (projector: Projector, withinMs?: number): Promise<number> => isReadyAs(projector, 'leading', withinMs);

  const record = async (count: number): Promise<void> => {
    const people = (n: number): [string, string][] => [
      ['customer-number', `K${n % 60}`],
      ['email', `p${(n * 7) % 90}@example.org`],
    ];
    for (const end = recorded + count; recorded < end; recorded += 50)
      await recordAll(
        ledger,
        Array.from({ length: 50 }, (_, n) => touchpoint(recorded + n, people(recorded + n))),
      );
  };

  const views = async (): Promise<readonly ViewsStatus[]> =>
    (await customers.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')).body.sets;
  const caughtUp = async (withinMs = 60_000): Promise<void> =>
    void (await eventually(
      views,
      (sets) => sets.length === SETS.length && sets.every(({ serving }) => serving.lag === '0'),
      withinMs,
    ));

  /** Builds the views anew beside those that serve, and lets the new ones serve. */
  async function newEdition(): Promise<void> {
    const before = new Map((await views()).map(({ set, serving }) => [set, serving.edition]));
    for (const set of SETS) {
      await customers.call('POST', `/views/${set}/rebuild`);
      await eventually(
        () => customers.call('POST', `/views/${set}/promote`),
        ({ status }) => status === 200,
        60_000,
      );
    }
    await eventually(views, (sets) => sets.every(({ set, serving }) => serving.edition > (before.get(set) ?? 0)), 60_000);
  }

  async function lose(connections: Connections, { lines }: Projector): Promise<void> {
    if (connections === 'ended by the servers') {
      for (const line of lines) await line.is('refused');
      for (const line of lines) await line.is('well');
    } else if (connections === 'lost without a word') {
      for (const line of lines) line.halfOpen();
    }
  }

  it.each<Connections>(['ended by the servers', 'lost without a word', 'kept'])(
    'whose connections were %s writes nothing stale or twice, stands by within seconds, and can lead again',
    async (connections) => {
      const [paused, other] = [first, second];
      await leadsAll(paused);
      await record(200);
      const recording = record(1000);
      await sleep(300);
      process.kill(paused.server.pid, 'SIGSTOP');
      await lose(connections, paused);
      const tookOver = await leadsAll(other, 90_000);
      await recording;
      await record(500);
      // Twice, so that the edition it was writing is dropped.
      await newEdition();
      await newEdition();
      await record(300);
      await caughtUp();
      const said = paused.server.output().length;

      const recordingOn = record(500);
      process.kill(paused.server.pid, 'SIGCONT');
      const stoodBy = await isReadyAs(paused, 'standing-by', 60_000);
      await recordingOn;
      await caughtUp();
      await sleep(3000);
      expect(await isReadyAs(paused, 'standing-by', 1000)).toBeLessThan(1000);
      const failures = paused.server
        .output()
        .slice(said)
        .split('\n')
        .filter((line) => line !== '' && !line.includes('/health/'));
      process.stderr.write(
        `Connections ${connections}: taken over after ${tookOver} ms, stood by ${stoodBy} ms after waking up; it said ${failures.length} lines.\n${failures.join('\n')}\n`,
      );
      expect(stoodBy).toBeLessThan(SECONDS_MS);
      expect(failures.length).toBeLessThan(10);

      await other.server.stop();
      expect(await leadsAll(paused, SECONDS_MS)).toBeLessThan(SECONDS_MS);
      await record(300);
      await caughtUp();
      await Promise.all(other.lines.map((line) => line.close()));
      second = await startProjector();
      await isReadyAs(second, 'standing-by');
    },
  );

  it('left views that equal a rebuild, and every touchpoint in the topic once', async () => {
    await caughtUp();
    expect(await differencesOf(world)).toEqual([]);
    const messages = await readTopic(world.broker.settings, 'touchstone.touchpoints.v1', (all) => all.length >= recorded, {
      withinMs: 60_000,
      restMs: 3000,
    });
    const ids = messages.map(({ value }) => (JSON.parse(value ?? '') as { externalId: string }).externalId);
    expect(new Set(ids).size).toBe(recorded);
    expect(ids).toHaveLength(recorded);
    for (const { server } of [first, second]) expect(server.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
