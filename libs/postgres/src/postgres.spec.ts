import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  inTransaction,
  InvalidPostgresUrlError,
  migrate,
  NewerDatabaseError,
  openPool,
  PostgresStatementError,
  PostgresUnavailableError,
  queryRows,
  cancellable,
  uncancelled,
} from './index.js';
import { untilCutOff } from './cancellation.js';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from './testing.js';

const STEPS = [
  { id: '001-first', sql: 'CREATE TABLE things (id bigint PRIMARY KEY, name text); INSERT INTO things VALUES (1, $$a$$)' },
  { id: '002-second', sql: 'ALTER TABLE things ADD COLUMN size bigint' },
];

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return undefined;
};

describeWithPostgres('PostgreSQL', () => {
  let database: TemporaryDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await temporaryDatabase();
    pool = openPool({ url: database.url, applicationName: 'spec', max: 4, statementTimeoutMs: 1000 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is migrated once, whoever starts at the same time, and no second time', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate(pool, 'once', STEPS)));
    await migrate(pool, 'once', STEPS);
    expect(await queryRows(pool, 'SELECT id, name, size FROM once.things')).toEqual([{ id: 1, name: 'a', size: null }]);
  });

  it('gets the steps that a newer version added, and keeps nothing of a migration that fails', async () => {
    await migrate(pool, 'grows', STEPS.slice(0, 1));
    await expect(migrate(pool, 'grows', [...STEPS, { id: '003-broken', sql: 'SELECT 1/0' }])).rejects.toThrow(
      PostgresStatementError,
    );
    expect(await queryRows(pool, 'SELECT * FROM grows.things')).toEqual([{ id: 1, name: 'a' }]);
    await migrate(pool, 'grows', STEPS);
    expect(await queryRows(pool, 'SELECT * FROM grows.things')).toEqual([{ id: 1, name: 'a', size: null }]);
  });

  it('that a newer version made is refused with a message that says so', async () => {
    await migrate(pool, 'newer', STEPS);
    const error = await failure(migrate(pool, 'newer', STEPS.slice(0, 1)));
    expect(error).toBeInstanceOf(NewerDatabaseError);
    expect(String(error)).toMatch(/newer version of Touchstone.*002-second/s);
  });

  it('keeps nothing of a transaction whose work threw, and the connection goes on to serve', async () => {
    await pool.query('CREATE TABLE kept (n bigint)');
    await expect(
      inTransaction(pool, async (client) => {
        await client.query('INSERT INTO kept VALUES (1)');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await expect(
      inTransaction(pool, async (client) => {
        await client.query('INSERT INTO kept VALUES (2)');
        await client.query('SELECT 1/0').catch(() => undefined);
      }),
    ).rejects.toThrow('nothing was kept');
    expect(await queryRows(pool, 'SELECT count(*) AS n FROM kept')).toEqual([{ n: 0 }]);
  });

  it('gives whole numbers as numbers, and fails rather than give a wrong one', async () => {
    expect(await queryRows(pool, 'SELECT 9007199254740991::bigint AS n')).toEqual([{ n: Number.MAX_SAFE_INTEGER }]);
    await expect(queryRows(pool, 'SELECT 9007199254740993::bigint AS n')).rejects.toThrow(RangeError);
  });

  it.each([
    ['statement-timeout', 'SELECT pg_sleep(5)'],
    ['read-only', 'SET TRANSACTION READ ONLY; CREATE TABLE not_made (n int)'],
  ])('says %s where that is the trouble', async (code, sql) => {
    expect(await failure(inTransaction(pool, (client) => client.query(sql)))).toMatchObject({ code });
  });

  it('names table and constraint of a refused statement, and no value', async () => {
    await pool.query('CREATE TABLE people (email text PRIMARY KEY)');
    await pool.query('INSERT INTO people VALUES ($1)', ['ada@example.org']);
    const error = await failure(queryRows(pool, 'INSERT INTO people VALUES ($1)', ['ada@example.org']));
    expect(error).toMatchObject({ code: 'postgres-statement', sqlState: '23505', constraint: 'people_pkey' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('ada@');
  });

  it('may end connections, in use or idle: the caller gets an error, the next a new connection', async () => {
    await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
    const busy = failure(inTransaction(pool, (client) => client.query('SELECT pg_sleep(0.8)')));
    await sleep(100);
    await database.killConnections('spec');
    expect(await busy).toMatchObject({ code: 'unreachable' });
    expect(await queryRows(pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gets no more statements from cancelled work, and other work continues', async () => {
    await pool.query('CREATE TABLE asked (n bigint)');
    const cancellation = new AbortController();
    const ask = async (n: number): Promise<unknown> => queryRows(pool, 'INSERT INTO asked VALUES ($1)', [n]);
    const work = cancellable(cancellation.signal, async () => {
      await ask(1);
      cancellation.abort(new Error('too late'));
      await uncancelled(() => ask(2));
      await ask(3);
    });
    await expect(work).rejects.toThrow('too late');
    await expect(cancellable(cancellation.signal, () => inTransaction(pool, () => ask(4)))).rejects.toThrow('too late');
    expect(await queryRows(pool, 'SELECT n FROM asked ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('ends statements of work that is cut off, and keeps nothing of its transaction', async () => {
    await pool.query('CREATE TABLE cut (n bigint)');
    const cut = new AbortController();
    const work = failure(
      untilCutOff(cut.signal, () =>
        inTransaction(pool, async (client) => {
          await client.query('INSERT INTO cut VALUES (1)');
          await client.query('SELECT pg_sleep(4)');
        }),
      ),
    );
    await sleep(200);
    const since = Date.now();
    cut.abort();
    expect(await work).toMatchObject({ code: 'unreachable' });
    expect(Date.now() - since).toBeLessThan(2000);
    await sleep(4000);
    expect(await queryRows(pool, 'SELECT count(*) AS n FROM cut')).toEqual([{ n: 0 }]);
  });

  it('that does not know the database says so', async () => {
    const url = new URL(database.url);
    url.pathname = '/touchstone_is_not_here';
    const other = openPool({ url: url.href, applicationName: 'spec' });
    expect(await failure(queryRows(other, 'SELECT 1'))).toMatchObject({ code: 'no-database' });
    await other.end();
  });
});

describe('A PostgreSQL that is not there', () => {
  const ask = async (url: string, statementTimeoutMs = 1000): Promise<unknown> => {
    const pool = openPool({ url, applicationName: 'spec', statementTimeoutMs });
    try {
      return await failure(queryRows(pool, 'SELECT 1'));
    } finally {
      await pool.end();
    }
  };

  it('is reported by server and reason, without the password', async () => {
    const error = await ask('postgres://user:top-secret@127.0.0.1:1/views');
    expect(error).toBeInstanceOf(PostgresUnavailableError);
    expect(error).toMatchObject({
      code: 'unreachable',
      message: 'PostgreSQL at 127.0.0.1:1/views cannot be reached (ECONNREFUSED).',
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('top-secret');
  });

  it('is given up on after seconds where it accepts and never answers', async () => {
    const silent: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const since = Date.now();
    expect(await ask(`postgres://user@127.0.0.1:${port}/views`)).toMatchObject({ code: 'unreachable' });
    expect(Date.now() - since).toBeLessThan(7000);
    silent.close();
  });

  it('with a malformed address is refused, and the error does not repeat the address', () => {
    const open = (): unknown => openPool({ url: 'postgres://user:p%ss@@:x', applicationName: 'spec' });
    expect(open).toThrow(InvalidPostgresUrlError);
    expect(open).not.toThrow(/p%ss/);
  });
});
