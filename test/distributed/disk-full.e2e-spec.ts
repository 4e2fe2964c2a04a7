import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundCustomers } from '#customers';
import { bindFeatures, parseDefinitions } from '#features';
import { viewSetsOf } from '#slice';
import { openEventStoreDb } from '#event-store/eventstoredb';
import type { ViewsStatus } from '#views';
import { PostgresEditions } from '#views/postgres';
import type { TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';
import { postgresPrograms } from './own-postgres.js';
import { differencesFromRebuild } from './rebuilt-views.js';

jest.setTimeout(100_000);

const disk = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const mounted = mountSmallDisk();

/** A file system for one cluster; only root may make one. */
function mountSmallDisk(): boolean {
  if (!postgresPrograms()) return false;
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=128m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('/bin/umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

(mounted ? describeDistributed : describe.skip)(
  `A full disk under PostgreSQL${mounted ? '' : ' (needs root to mount a small one)'}`,
  () => {
    const ballast = join(disk, 'ballast');
    let world: Installation;
    let ledger: TestServer;
    let customers: TestServer;
    let projector: TestServer;

    beforeAll(async () => {
      const dataFolder = join(disk, 'data');
      execFileSync('mkdir', ['-m', '700', dataFolder]);
      world = await installation({ postgres: { dataFolder } });
      ledger = await world.start('ledger');
      [customers, projector] = await Promise.all([world.start('customers'), world.start('projector')]);
    });
    afterAll(async () => {
      await Promise.all([ledger, customers, projector].map((service) => service.stop()));
      await world.remove();
    });

    const some = (from: number, count: number): object[] =>
      Array.from({ length: count }, (_, i) =>
        touchpoint(from + i, [
          ['customer-number', `K${(from + i) % 700}`],
          ['email', `p${from + i}@example.org`],
        ]),
      );

    function fill(): void {
      const file = openSync(ballast, 'w');
      const piece = Buffer.alloc(65_536, 1);
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    }

    it('refuses what it cannot keep with a clear problem, waits, and once there is room goes on as if nothing had been', async () => {
      await recordAll(ledger, some(0, 200));
      const lags = async (): Promise<string[]> =>
        (await customers.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')).body.sets.map(({ serving }) => serving.lag);
      await eventually(lags, (all) => all.every((lag) => lag === '0'));
      await projector.stop();
      await recordAll(ledger, some(200, 500));

      fill();
      projector = await world.start('projector');
      const refused = await eventually(
        () => projector.call<{ checks: object }>('GET', '/health/ready'),
        ({ status, body }) => status === 503 && JSON.stringify(body).includes('disk-full'),
      );
      expect(refused.body.checks).toMatchObject({ projector: { ok: false } });
      const answers = await Promise.all(
        Array.from({ length: 4 }, (_, batch) =>
          ledger
            .call<string>(
              'POST',
              '/touchpoints/batch',
              some(10_000 + batch * 250, 250)
                .map((each) => JSON.stringify(each))
                .join('\n'),
              {
                'content-type': 'application/x-ndjson',
              },
            )
            .catch((error: unknown) => ({ status: 0, body: String(error) })),
        ),
      );
      for (const { status, body } of answers)
        expect({ status, body }).toMatchObject({ status: 507, body: { code: 'disk-full' } });
      // One alone may fit into what the tables still have room for.
      const one = await ledger.call('POST', '/touchpoints', touchpoint('one', [['email', 'one@example.org']]));
      expect([201, 507]).toContain(one.status);
      // What is there can be looked up all the while.
      const { body } = await customers.call<FoundCustomers>('GET', '/customers?q=p17@example.org');
      expect(body.customers).toHaveLength(1);

      rmSync(ballast);
      await recordAll(ledger, [touchpoint('one', [['email', 'one@example.org']])]);
      for (let batch = 0; batch < 4; batch++) await recordAll(ledger, some(10_000 + batch * 250, 250));
      await eventually(lags, (all) => all.every((lag) => lag === '0'), 60_000);
      const editions = await PostgresEditions.open({ url: world.postgres, applicationName: 'test', announces: false });
      const store = openEventStoreDb({ url: world.eventStoreDb });
      try {
        const [{ count } = { count: 0 }] = await editions
          .reader('customers')
          .all<{ count: number }>('SELECT count(DISTINCT position) AS count FROM timeline');
        expect(count).toBe(200 + 500 + 1000 + 1);
        expect(await differencesFromRebuild(editions, store, viewSetsOf(bindFeatures(parseDefinitions(), { publishes: true })))).toEqual([]);
      } finally {
        await Promise.all([editions.close(), store.close()]);
      }
      expect((await projector.call('GET', '/health/ready')).status).toBe(200);
    });
  },
);
