import { asPosition } from '#events';
import { migrate, openPool } from '#postgres';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { counting } from '../contract/opened-editions.js';
import type { OutboxMessage } from '../views.js';
import { BOOKKEEPING, BOOKKEEPING_STEPS } from './bookkeeping.js';
import { PostgresEditions } from './postgres-editions.js';

describeWithPostgres('The outbox on PostgreSQL', () => {
  let database: TemporaryDatabase;
  beforeEach(async () => {
    database = await temporaryDatabase();
  });
  afterEach(() => database.drop());

  const withEditions = async <T>(work: (editions: PostgresEditions) => Promise<T>): Promise<T> => {
    const editions = await PostgresEditions.open({ url: database.url, applicationName: 'outbox', announces: true, max: 2 });
    try {
      return await work(editions);
    } finally {
      await editions.close();
    }
  };
  const announced = (): Promise<readonly OutboxMessage[]> =>
    withEditions(async (editions) => {
      const edition = await editions.create(counting());
      await editions.promote(counting(), edition);
      const writer = editions.writer(counting(), edition);
      await writer.commit(asPosition(1), async (unit) => {
        for (const n of [1, 2, 3]) unit.announce('counted', 'all', { n });
      });
      await writer.close();
      return editions.outbox.read('counting', 0n, 10);
    });

  it('gives each message a unique id, and a different one when it was begun anew and assigns the same sequences again', async () => {
    const before = await announced();
    await database.query('DROP SCHEMA touchstone_views CASCADE');
    await database.query('DROP SCHEMA counting_1 CASCADE');
    const after = await announced();
    expect(after.map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence));
    expect(new Set([...before, ...after].map(({ id }) => id)).size).toBe(6);
  });

  it('gives ids to what an earlier version wrote into it, for good', async () => {
    const pool = openPool({ url: database.url, applicationName: 'earlier' });
    await migrate(pool, BOOKKEEPING, BOOKKEEPING_STEPS.slice(0, 1));
    await pool.end();
    await database.query(
      `INSERT INTO ${BOOKKEEPING}.outbox SELECT 'counting', n, 'counted', 'all', '{}' FROM generate_series(1, 2) AS n`,
    );
    const read = (): Promise<readonly OutboxMessage[]> => withEditions(({ outbox }) => outbox.read('counting', 0n, 10));
    const ids = (await read()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect((await read()).map(({ id }) => id)).toEqual(ids);
  });
});
