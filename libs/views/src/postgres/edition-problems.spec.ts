import { openPool, queryRows } from '#postgres';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { PostgresEditions } from './postgres-editions.js';

describeWithPostgres('What keeps a set of views from going on', () => {
  let database: TemporaryDatabase;
  let editions: PostgresEditions;
  beforeEach(async () => {
    database = await temporaryDatabase();
    editions = await PostgresEditions.open({ url: database.url, applicationName: 'problems', announces: false, max: 1 });
  });
  afterEach(async () => {
    await editions.close();
    await database.drop();
  });
  /** As if it had been noted so long ago. */
  const age = async (seconds: number): Promise<void> => {
    const pool = openPool({ url: database.url, applicationName: 'ages', max: 1 });
    await queryRows(
      pool,
      `UPDATE touchstone_views.problems SET since = since - interval '1 second' * $1, noted_at = noted_at - interval '1 second' * $1`,
      [seconds],
    );
    await pool.end();
  };

  it('is noted for each edition apart, and cleared', async () => {
    const { problems } = editions;
    expect(await problems.of('calls')).toEqual({});
    await problems.note('calls', 'serving', 'bug');
    await problems.note('calls', 'building', 'disk-full');
    await problems.note('letters', 'serving', 'damaged');
    expect(await problems.of('calls')).toEqual({
      serving: { code: 'bug', since: expect.stringMatching(/^\d{4}-.*Z$/) as string },
      building: { code: 'disk-full', since: expect.any(String) as string },
    });
    await problems.clear('calls', 'serving');
    await problems.clear('calls', 'serving');
    expect(Object.keys(await problems.of('calls'))).toEqual(['building']);
  });

  it('keeps since when while it is noted again and again, also with another code', async () => {
    const { problems } = editions;
    await problems.note('calls', 'serving', 'bug');
    await age(100);
    const before = (await problems.of('calls')).serving;
    await problems.note('calls', 'serving', 'disk-full');
    expect(await problems.of('calls')).toEqual({ serving: { code: 'disk-full', since: before?.since } });
  });

  it('is forgotten when nobody notes it any more, and begins anew after that', async () => {
    const { problems } = editions;
    await problems.note('calls', 'serving', 'bug');
    await age(150);
    expect(await problems.of('calls')).toEqual({});
    await problems.note('calls', 'serving', 'bug');
    const { serving } = await problems.of('calls');
    expect(Date.now() - Date.parse(serving?.since ?? '')).toBeLessThan(50_000);
  });
});
