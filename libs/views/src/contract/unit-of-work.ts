import { describe, expect, it } from '@jest/globals';
import { asPosition } from '#events';
import type { Row, TableSpec, UnitOfWork, ViewSet } from '../views.js';
import { type OpenedEditions, type OpenEditions, withEditions } from './opened-editions.js';

const THINGS: TableSpec = {
  name: 'things',
  columns: { owner: 'text', number: 'integer', colour: 'text', size: 'integer', weight: 'real' },
  key: ['owner', 'number'],
  indexes: [['colour'], ['size', 'colour']],
};
/** A table whose columns are all in the key. */
const NAMES: TableSpec = { name: 'names', columns: { name: 'text' }, key: ['name'] };

const SET: ViewSet = {
  name: 'things',
  version: '1',
  tables: [THINGS, NAMES],
  projector: () => ({ apply: async () => undefined }),
};

const thing = (
  owner: string,
  number: number,
  colour: string | null = null,
  size: number | null = null,
  weight: number | null = null,
): Row => ({ owner, number, colour, size, weight });

/** Sorted by key, so that rows compare in any order. */
const sorted = (rows: readonly Row[]): Row[] => rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

/** The guarantees of a unit of work within a batch, and of the tables. */
export function unitOfWorkContract(open: OpenEditions): void {
  /** Runs each of `works` as a batch of its own, in an edition that serves. */
  const inBatches = (claim: (editions: OpenedEditions) => Promise<void>, ...works: ((unit: UnitOfWork) => Promise<void>)[]) =>
    withEditions(open, async (editions) => {
      const edition = await editions.create(SET);
      await editions.promote(SET, edition);
      const writer = editions.writer(SET, edition);
      try {
        for (const [batch, work] of works.entries()) await writer.commit(asPosition(batch + 1), work);
      } finally {
        await writer.close();
      }
      await claim(editions);
    });
  const all = (editions: OpenedEditions): Promise<Row[]> =>
    editions.read('things', 'SELECT * FROM things ORDER BY owner, number');

  describe('a unit of work', () => {
    it(
      'sees what it put, replaced and removed, by key and by index',
      inBatches(
        async (editions) =>
          expect(await all(editions)).toEqual([thing('a', 1, 'green', 2), thing('b', 1, 'red', 1), thing('c', 1)]),
        (unit) => unit.put(THINGS, [thing('a', 1, 'red', 1), thing('b', 1, 'red', 1), thing('d', 1, 'red', 9)]),
        async (unit) => {
          await unit.put(THINGS, [thing('a', 1, 'green', 2), thing('c', 1, 'red', 1)]);
          await unit.remove(THINGS, [
            ['d', 1],
            ['missing', 1],
          ]);
          expect(
            sorted(
              await unit.load(THINGS, [
                ['a', 1],
                ['c', 1],
                ['d', 1],
                ['missing', 1],
              ]),
            ),
          ).toEqual([thing('a', 1, 'green', 2), thing('c', 1, 'red', 1)]);
          expect(sorted(await unit.loadBy(THINGS, ['colour'], [['red']]))).toEqual([
            thing('b', 1, 'red', 1),
            thing('c', 1, 'red', 1),
          ]);
          expect(
            await unit.loadBy(
              THINGS,
              ['size', 'colour'],
              [
                [2, 'green'],
                [2, 'red'],
              ],
            ),
          ).toEqual([thing('a', 1, 'green', 2)]);
          expect(await unit.loadBy(THINGS, ['owner'], [['c'], ['d']])).toEqual([thing('c', 1, 'red', 1)]);
          await unit.put(THINGS, [thing('c', 1)]);
          expect(await unit.loadBy(THINGS, ['owner'], [['c']])).toEqual([thing('c', 1)]);
          expect(await unit.loadBy(THINGS, ['colour'], [['red']])).toEqual([thing('b', 1, 'red', 1)]);
        },
      ),
    );

    it(
      'puts a row again that it removed, and removes one that it put',
      inBatches(
        async (editions) => expect(await all(editions)).toEqual([thing('a', 1, 'blue')]),
        (unit) => unit.put(THINGS, [thing('a', 1, 'red'), thing('b', 1)]),
        async (unit) => {
          await unit.remove(THINGS, [
            ['a', 1],
            ['b', 1],
          ]);
          await unit.put(THINGS, [thing('a', 1, 'blue'), thing('b', 1), thing('c', 1)]);
          await unit.remove(THINGS, [
            ['b', 1],
            ['c', 1],
          ]);
        },
      ),
    );

    it(
      'replaces the whole row and keeps one per key, also of a table that is all key',
      inBatches(
        async (editions) => {
          expect(await all(editions)).toEqual([thing('a', 1, null, 3)]);
          expect(await editions.read('things', 'SELECT name FROM names')).toEqual([{ name: 'x' }]);
        },
        async (unit) => {
          await unit.put(THINGS, [thing('a', 1, 'red', 1, 1.5), thing('a', 1, 'red', 2)]);
          await unit.put(NAMES, [{ name: 'x' }]);
        },
        async (unit) => {
          await unit.put(THINGS, [thing('a', 1, null, 3)]);
          await unit.put(NAMES, [{ name: 'x' }]);
        },
      ),
    );

    it(
      'takes thousands of rows at once and finds thousands of keys',
      inBatches(
        async (editions) =>
          expect(await editions.read('things', 'SELECT COUNT(*) AS things, SUM(size) AS sizes FROM things')).toEqual([
            { things: 5000, sizes: 12_497_500 },
          ]),
        (unit) =>
          unit.put(
            THINGS,
            Array.from({ length: 5000 }, (_, n) => thing(`owner-${n % 100}`, n, 'red', n)),
          ),
        async (unit) => {
          const keys = Array.from({ length: 6000 }, (_, n) => [`owner-${n % 100}`, n]);
          expect(await unit.load(THINGS, keys)).toHaveLength(5000);
          expect(await unit.loadBy(THINGS, ['owner'], [['owner-7'], ['owner-8'], ['owner-777']])).toHaveLength(100);
        },
      ),
    );

    it(
      'writes nothing where its work throws',
      withEditions(open, async (editions) => {
        const edition = await editions.create(SET);
        await editions.promote(SET, edition);
        const writer = editions.writer(SET, edition);
        await expect(
          writer.commit(asPosition(1), async (unit) => {
            await unit.put(THINGS, [thing('a', 1)]);
            await unit.loadBy(THINGS, ['owner'], [['a']]);
            throw new Error('half way');
          }),
        ).rejects.toThrow('half way');
        expect(await writer.position()).toBe(0n);
        await writer.commit(asPosition(1), (unit) => unit.put(THINGS, [thing('b', 1)]));
        await writer.close();
        expect(await all(editions)).toEqual([thing('b', 1)]);
      }),
    );
  });

  describe('a table', () => {
    const values = [
      thing('plain', 0, 'x', 0, 0),
      thing('', 1, '', -1, -0.5),
      thing('quotes \' " and back\\slash, {braces}', 2, 'NULL', Number.MAX_SAFE_INTEGER, 1e300),
      thing('emoji 👩‍👩‍👧 and ümlaut\nline\ttab', 3, '🙂', Number.MIN_SAFE_INTEGER, Number.MIN_VALUE),
      thing('null', 4, null, null, null),
    ];

    it(
      'gives every value as it was put: text of any kind, whole numbers up to 2^53, reals, null',
      inBatches(
        async (editions) => {
          for (const row of values) {
            expect(
              await editions.read('things', 'SELECT * FROM things WHERE owner = ? AND number = ?', [
                row['owner'] ?? null,
                row['number'] ?? null,
              ]),
            ).toEqual([row]);
          }
          expect(await editions.read('things', `SELECT owner FROM things WHERE owner = '?' OR colour = ?`, ['🙂'])).toEqual([
            { owner: values[3]?.['owner'] },
          ]);
        },
        (unit) => unit.put(THINGS, values),
        async (unit) => {
          expect(
            sorted(
              await unit.load(
                THINGS,
                values.map((row) => [row['owner'] ?? null, row['number'] ?? null]),
              ),
            ),
          ).toEqual(sorted(values));
        },
      ),
    );

    it(
      'orders and compares text by its code units, whatever the language of the machine',
      inBatches(
        async (editions) => {
          const rows = await editions.read<{ name: string }>('things', 'SELECT name FROM names ORDER BY name');
          expect(rows.map(({ name }) => name)).toEqual(['', '-', '10', '9', 'A', 'B', '_', 'a', 'a b', 'a-b', 'ab', 'b', 'é']);
          expect(await editions.read('things', 'SELECT COUNT(*) AS after FROM names WHERE name > ?', ['a'])).toEqual([
            { after: 5 },
          ]);
        },
        (unit) =>
          unit.put(
            NAMES,
            ['b', 'a', 'B', 'A', 'é', 'ab', 'a b', 'a-b', '10', '9', '_', '-', ''].map((name) => ({ name })),
          ),
      ),
    );

    it(
      'is read with row comparisons, groups, unions and sub-selects',
      inBatches(
        async (editions) => {
          const read = (sql: string, params: readonly (string | number)[]): Promise<Row[]> =>
            editions.read('things', sql, params);
          expect(
            await read(
              'SELECT number FROM things WHERE owner = ? AND (size, number) < (?, ?) ORDER BY size DESC, number DESC LIMIT ?',
              ['a', 3, 3, 2],
            ),
          ).toEqual([{ number: 2 }, { number: 1 }]);
          expect(
            await read(
              'SELECT owner, SUM(times - 1) AS extra FROM (SELECT owner, colour, COUNT(*) AS times FROM things GROUP BY owner, colour) AS counted GROUP BY owner ORDER BY owner',
              [],
            ),
          ).toEqual([
            { owner: 'a', extra: 2 },
            { owner: 'b', extra: 0 },
          ]);
          expect(
            await read(
              'SELECT * FROM (SELECT number FROM things WHERE owner = ? ORDER BY number LIMIT 1) AS one UNION ALL SELECT * FROM (SELECT number FROM things WHERE owner = ? ORDER BY number DESC LIMIT 1) AS two',
              ['a', 'b'],
            ),
          ).toEqual([{ number: 1 }, { number: 4 }]);
          expect(
            await read('SELECT t.owner FROM things t JOIN names n ON n.name = t.owner WHERE t.number IN (?, ?)', [3, 4]),
          ).toEqual([{ owner: 'b' }]);
        },
        async (unit) => {
          await unit.put(THINGS, [
            thing('a', 1, 'red', 1),
            thing('a', 2, 'red', 2),
            thing('a', 3, 'red', 3),
            thing('b', 4, 'red', 4),
          ]);
          await unit.put(NAMES, [{ name: 'b' }]);
        },
      ),
    );
  });
}
