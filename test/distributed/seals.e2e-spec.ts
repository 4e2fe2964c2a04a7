import { join } from 'node:path';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { LEDGER_SEALED, ledgerSealed } from '#events';
import { sealEventId, sealStream } from '#proof';
import { readTopic } from '#streaming/testing';
import { runCli, type TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, touchpoint } from './made-up-load.js';

jest.setTimeout(90_000);

interface Ready {
  readonly status: string;
  readonly checks: { readonly seals: { readonly ok: boolean; readonly sealed?: number; readonly problem?: string } };
}

describeDistributed('The ledger of the distributed edition', () => {
  let world: Installation;
  let ledger: TestServer;
  const started: TestServer[] = [];
  beforeAll(async () => {
    world = await installation();
    // To the ledger services it is a day later than to the server that says when an event was recorded.
    const aDayLater = {
      NODE_OPTIONS: `--require ${join(__dirname, 'shift-clock.cjs')}`,
      CLOCK_SHIFT_MS: String(25 * 3_600_000),
    };
    ledger = await world.start('ledger', aDayLater);
    started.push(ledger, await world.start('ledger', aDayLater));
    started.push(await world.start('projector'), await world.start('relay'));
  });
  afterAll(async () => {
    await Promise.all(started.map((each) => each.stop()));
    await world.remove();
  });

  const ready = async (): Promise<Ready> => (await ledger.call<Ready>('GET', '/health/ready')).body;

  it('is sealed by one of several services, subscribers are told, and it is what it was', async () => {
    for (const n of [1, 2, 3]) await ledger.call('POST', '/touchpoints', touchpoint(n, [['email', 'ada@example.org']]));
    // The first may be sealed before the others come.
    const { checks } = await eventually(ready, (each) => (each.checks.seals.sealed ?? 0) >= 3, 30_000);
    const sealed = checks.seals.sealed ?? 0;
    const messages = await readTopic(world.broker.settings, 'touchstone.seals.v1', (all) =>
      all.some(({ value }) => (JSON.parse(value ?? '') as { size: number }).size === sealed),
    );
    expect(new Set(messages.map(({ headers }) => headers.ce_id)).size).toBe(messages.length);
    const { code, output } = await runCli(['ledger', 'verify', '--from'], { ...world.environment });
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`seals that agree: ${messages.length}; the largest covers ${sealed} events`),
    ]);
    const last = messages.map(({ value }) => JSON.parse(value ?? '') as { size: number; root: string }).at(-1);
    expect(await runCli(['ledger', 'prove', '--from', '--since', last?.root ?? ''], { ...world.environment })).toMatchObject({
      code: 0,
    });
  });

  it('is not ready once somebody else seals it with another root', async () => {
    const store = openEventStoreDb({ url: world.eventStoreDb, allowInsecure: true });
    const data = { size: 1, root: 'ab'.repeat(32), previous: null };
    // Where the first event is sealed already, its seal is there for good.
    const size = (await store.readLast([sealStream(1)])).size > 0 ? 2 : 1;
    await store.append(
      sealStream(size),
      [
        {
          id: sealEventId(size),
          type: LEDGER_SEALED,
          schemaVersion: ledgerSealed.version,
          data: { ...data, size },
          metadata: {},
        },
      ],
      'none',
    );
    await store.close();
    expect(await eventually(ready, ({ status }) => status === 'not-ready', 20_000)).toMatchObject({
      checks: { seals: { ok: false, problem: 'ledger-diverged' } },
    });
    const { code, output } = await runCli(['ledger', 'verify', '--from'], { ...world.environment });
    expect([code, output]).toEqual([1, expect.stringContaining('Events are not what was sealed on')]);
  });
});
