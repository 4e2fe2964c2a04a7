import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewsStatus } from '#views';
import { type ReadMessage, readTopic } from '#streaming/testing';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation, type ServiceName } from './installation.js';
import { postgresPrograms } from './own-postgres.js';
import { differencesOf } from './rebuilt-views.js';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 20);
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000);
const VICTIMS = ['relay', 'projector', 'broker', 'postgres'] as const;
type Victim = (typeof VICTIMS)[number];

/** Pause between two batches of 20: a load that services on two cores can carry while they are killed. */
const PAUSE_MS = 40;
const CATCH_UP_MS = 240_000;

jest.setTimeout(900_000);

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SOURCE = `load-${randomUUID()}`;

const touchpoint = (n: number): string =>
  JSON.stringify({
    source: SOURCE,
    externalId: `t-${n}`,
    occurredAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    kind: 'call',
    channel: 'phone',
    direction: 'inbound',
    department: `d${n % 3}`,
    parties: [
      {
        role: 'caller',
        identifiers: [
          { type: 'customer-number', value: `K${n % 97}` },
          { type: 'email', value: `p${(n * 7) % 131}@example.org` },
        ],
      },
    ],
  });

(postgresPrograms() ? describeDistributed : describe.skip)(`Killed at random moments under load, ${ROUNDS} rounds`, () => {
  const random = seeded(SEED);
  let world: Installation;
  let ledger: TestServer;
  const services = new Map<ServiceName, TestServer>();

  beforeAll(async () => {
    world = await installation({ killsPostgres: true });
    ledger = await world.start('ledger');
    for (const service of ['projector', 'relay', 'customers'] as const) services.set(service, await world.start(service));
  });
  afterAll(async () => {
    await Promise.all([ledger, ...services.values()].map((service) => service.stop()));
    await world.remove();
  });

  /** Records one batch after the other; one that fails is sent again until each of its lines is in the ledger. */
  async function load(signal: AbortSignal): Promise<number> {
    let next = 0;
    while (!signal.aborted) {
      const lines = Array.from({ length: 20 }, (_, i) => touchpoint(next + i));
      for (let done = false; !done;) {
        const answer = await ledger
          .call<string>('POST', '/touchpoints/batch', lines.join('\n'), { 'content-type': 'application/x-ndjson' })
          .catch(() => undefined);
        const states =
          answer?.status === 200
            ? answer.body
                .trim()
                .split('\n')
                .map((line) => JSON.parse(line) as { status: string })
            : [];
        done = states.length === lines.length && states.every(({ status }) => status === 'accepted' || status === 'duplicate');
        if (!done) await sleep(100);
      }
      next += lines.length;
      await sleep(PAUSE_MS);
    }
    return next;
  }

  async function kill(victim: Victim): Promise<void> {
    if (victim === 'broker') world.broker.kill();
    else if (victim === 'postgres') world.server?.kill();
    else await services.get(victim)?.kill();
  }

  async function startAgain(victim: Victim): Promise<void> {
    if (victim === 'broker') await world.broker.start();
    else if (victim === 'postgres') await world.server?.start();
    else services.set(victim, await world.start(victim));
  }

  /** Waits until the views and the relay have caught up; fails with how they stand where they do not. */
  async function quiet(): Promise<void> {
    interface Readiness {
      readonly checks: { readonly relay?: { readonly state: string; readonly waiting: Record<string, number> } };
    }
    let stand = '';
    for (const until = Date.now() + CATCH_UP_MS; Date.now() < until; await sleep(500)) {
      const relay = (
        await services
          .get('relay')
          ?.call<Readiness>('GET', '/health/ready')
          .catch(() => undefined)
      )?.body.checks.relay;
      const views = (
        await services
          .get('customers')
          ?.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')
          .catch(() => undefined)
      )?.body.sets;
      const lags = views?.map(({ serving }) => serving.lag) ?? [];
      if (
        relay?.state === 'idle' &&
        Object.values(relay.waiting).every((waiting) => waiting === 0) &&
        lags.length === 3 &&
        lags.every((lag) => lag === '0')
      )
        return;
      stand = JSON.stringify({ relay, lags });
    }
    throw new Error(`Not everything caught up in ${CATCH_UP_MS / 1000} s: ${stand}`);
  }

  it('every touchpoint is in the topic exactly once, and the views equal a rebuild', async () => {
    const stop = new AbortController();
    const loading = load(stop.signal);
    const killed: Victim[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(200 + random() * 1500);
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'relay';
      killed.push(victim);
      await kill(victim);
      await sleep(random() * 800);
      await startAgain(victim);
    }
    stop.abort();
    const recorded = await loading;
    process.stderr.write(`Killed with seed ${SEED}: ${killed.join(', ')}; ${recorded} touchpoints recorded.\n`);
    expect(recorded).toBeGreaterThan(ROUNDS * 20);

    await quiet();
    const messages = await readTopic(world.broker.settings, 'touchstone.touchpoints.v1', atLeastOurs(recorded), {
      withinMs: 60_000,
      restMs: 3000,
    });
    const ids = messages.filter(isOurs).map(({ value }) => (JSON.parse(value ?? '') as { externalId: string }).externalId);
    expect(ids.length).toBe(recorded);
    expect(new Set(ids).size).toBe(recorded);

    expect(await differencesOf(world)).toEqual([]);
  });

  /** Looks at each message once, however often it is asked. */
  function atLeastOurs(count: number): (messages: readonly ReadMessage[]) => boolean {
    let [looked, ours] = [0, 0];
    return (messages) => {
      for (const message of messages.slice(looked)) if (isOurs(message)) ours += 1;
      looked = messages.length;
      return ours >= count;
    };
  }

  function isOurs({ value }: ReadMessage): boolean {
    return value?.includes(`"source":"${SOURCE}"`) ?? false;
  }
});
