import type { Pool } from 'pg';
import { removeCopies } from './copies-beforehand.js';
import { migrate, openPool, PostgresStatementError, queryRows } from './index.js';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from './testing.js';

const FIRST = {
  id: '001-things',
  sql: `CREATE TABLE things (id bigint PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE CHECK (name <> ''));
        CREATE INDEX "Things, by length" ON things (length(name)) WHERE id > 0;
        CREATE INDEX things_lower_idx ON things (upper(name));
        CREATE INDEX things_upper_idx ON things (lower(name) DESC);
        CREATE UNIQUE INDEX once_more ON things (name);
        ALTER TABLE things RENAME CONSTRAINT things_pkey TO key_of_things;
        CREATE TABLE "Other things" (id bigint);
        CREATE SEQUENCE thing_ids;`,
};
const SECOND = { id: '002-upper', sql: 'UPDATE things SET name = upper(name); DROP TABLE "Other things"' };
const KEPT = { irreplaceable: true };

describeWithPostgres('a schema of an older version that cannot be made again', () => {
  let database: TemporaryDatabase;
  let pool: Pool;
  beforeEach(async () => {
    database = await temporaryDatabase();
    pool = openPool({ url: database.url, applicationName: 'spec', max: 4, statementTimeoutMs: 5000 });
    await migrate(pool, 'kept', [FIRST], KEPT);
    await pool.query(`INSERT INTO kept.things VALUES (nextval('kept.thing_ids'), 'a'), (nextval('kept.thing_ids'), 'b')`);
    await pool.query('INSERT INTO kept."Other things" VALUES (7)');
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const schemas = async (): Promise<string[]> =>
    (
      await queryRows<{ name: string }>(pool, `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'kept%' ORDER BY name`)
    ).map(({ name }) => name);
  const things = (schema: string) => queryRows(pool, `SELECT id, name FROM ${schema}.things ORDER BY id`);

  it('is brought up to date, and kept beside as it was, once', async () => {
    const told: object[] = [];
    const log = { info: (fields: object) => void told.push(fields) };
    await Promise.all(Array.from({ length: 3 }, () => migrate(pool, 'kept', [FIRST, SECOND], { ...KEPT, log })));
    expect(await things('kept')).toEqual([
      { id: 1, name: 'A' },
      { id: 2, name: 'B' },
    ]);
    expect(await schemas()).toEqual(['kept', 'kept_before_2']);
    expect(await things('kept_before_2')).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect(told).toEqual([{ schema: 'kept', copy: 'kept_before_2' }]);
  });

  const structure = () =>
    queryRows(
      pool,
      `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'kept'
       UNION ALL
       SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'kept'::regnamespace
       ORDER BY 1, 2, 3`,
    );

  it('can be put back: the version before goes on in the copy', async () => {
    const before = await structure();
    await migrate(pool, 'kept', [FIRST, SECOND], KEPT);
    await pool.query('BEGIN; DROP SCHEMA kept CASCADE; ALTER SCHEMA kept_before_2 RENAME TO kept; COMMIT');
    expect(await structure()).toEqual(before);
    await migrate(pool, 'kept', [FIRST], KEPT);
    await pool.query(`INSERT INTO kept.things VALUES (nextval('kept.thing_ids'), 'c')`);
    expect(await things('kept')).toContainEqual({ id: 3, name: 'c' });
    await expect(queryRows(pool, `INSERT INTO kept.things VALUES (9, 'c')`)).rejects.toMatchObject({ sqlState: '23505' });
    await expect(queryRows(pool, `INSERT INTO kept.things VALUES (9, '')`)).rejects.toMatchObject({ sqlState: '23514' });
    expect(await queryRows(pool, 'SELECT id FROM kept."Other things"')).toEqual([{ id: 7 }]);
    await migrate(pool, 'kept', [FIRST, SECOND], KEPT);
    expect(await things('kept_before_2')).toHaveLength(3);
  });

  it('is as it was, without a copy, where a step is refused', async () => {
    await expect(migrate(pool, 'kept', [FIRST, SECOND, { id: '003-broken', sql: 'SELECT 1/0' }], KEPT)).rejects.toThrow(
      PostgresStatementError,
    );
    expect(await schemas()).toEqual(['kept']);
    expect(await things('kept')).toContainEqual({ id: 1, name: 'a' });
  });

  it('is not copied where nothing is due, or where it can be made again', async () => {
    await migrate(pool, 'kept', [FIRST], KEPT);
    await migrate(pool, 'kept', [FIRST, SECOND]);
    expect(await schemas()).toEqual(['kept']);
  });

  it('loses its copies, and no other schema, when they are removed', async () => {
    await migrate(pool, 'kept', [FIRST, SECOND], KEPT);
    await pool.query('CREATE SCHEMA kept_before_long; CREATE SCHEMA "kept_before_12"');
    await removeCopies(async (sql, values) => (await pool.query<object>(sql, [...(values ?? [])])).rows, 'kept');
    expect(await schemas()).toEqual(['kept', 'kept_before_long']);
  });
});
