import fc from 'fast-check';
import { TableRows } from './table-rows.js';
import type { Key, Row, TableSpec } from './views.js';

const THINGS: TableSpec = {
  name: 'things',
  columns: { owner: 'text', number: 'integer', colour: 'text' },
  key: ['owner', 'number'],
  indexes: [['colour']],
};
type Thing = { readonly owner: string; readonly number: number; readonly colour: string };
const thing = (owner: string, number: number, colour: string): Thing => ({ owner, number, colour });

/** A table that writes down what it is asked. */
class Table {
  readonly asked: string[] = [];
  readonly #rows = new Map<string, Row>();

  constructor(...rows: Thing[]) {
    for (const row of rows) this.#rows.set(`${row.owner} ${row.number}`, row);
  }

  get rows(): Row[] {
    return [...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  async load<R extends Row>(_table: TableSpec, keys: readonly Key[]): Promise<R[]> {
    this.asked.push(`load ${keys.map((key) => key.join(' ')).join()}`);
    return keys.map((key) => this.#rows.get(key.join(' '))).filter((row): row is R => row !== undefined);
  }

  async loadBy<R extends Row>(_table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    this.asked.push(`by ${columns.join()} ${values.map((value) => value.join(' ')).join()}`);
    const wanted = new Set(values.map((value) => value.join(' ')));
    return this.rows.filter((row): row is R => wanted.has(columns.map((column) => row[column]).join(' ')));
  }

  async put(_table: TableSpec, rows: readonly Row[]): Promise<void> {
    this.asked.push(`put ${rows.length}`);
    for (const row of rows) this.#rows.set(`${row['owner']} ${row['number']}`, row);
  }

  async remove(_table: TableSpec, keys: readonly Key[]): Promise<void> {
    this.asked.push(`remove ${keys.map((key) => key.join(' ')).join()}`);
    for (const key of keys) this.#rows.delete(key.join(' '));
  }
}

describe('the rows of a table during a batch', () => {
  it('are asked for once, also those that are not there', async () => {
    const table = new Table(thing('a', 1, 'red'));
    const rows = new TableRows<Thing>(THINGS, table);
    await rows.fetch([
      ['a', 1],
      ['b', 1],
      ['a', 1],
    ]);
    await rows.fetch([
      ['b', 1],
      ['a', 1],
    ]);
    expect(rows.get('a', 1)).toEqual(thing('a', 1, 'red'));
    expect(rows.get('b', 1)).toBeUndefined();
    expect(table.asked).toEqual(['load a 1,b 1']);
  });

  it('are written once each, in bulk, however often they were changed', async () => {
    const table = new Table(thing('a', 1, 'red'), thing('b', 1, 'red'));
    const rows = new TableRows<Thing>(THINGS, table);
    for (const colour of ['blue', 'green']) rows.put(thing('a', 1, colour));
    rows.put(thing('c', 1, 'red'));
    rows.remove('b', 1);
    await rows.flush(table);
    await rows.flush(table);
    expect(table.asked).toEqual(['remove b 1', 'put 2']);
    expect(table.rows).toEqual([thing('a', 1, 'green'), thing('c', 1, 'red')]);
  });

  it('leave no trace where they were added and removed again, or fetched in vain and then put and removed', async () => {
    const table = new Table();
    const rows = new TableRows<Thing>(THINGS, table);
    rows.add(thing('a', 1, 'red'));
    rows.remove('a', 1);
    await rows.fetch([['b', 1]]);
    rows.put(thing('b', 1, 'red'));
    rows.remove('b', 1);
    await rows.flush(table);
    expect(table.asked).toEqual(['load b 1']);
  });

  it('are removed where they were written before', async () => {
    const table = new Table();
    const rows = new TableRows<Thing>(THINGS, table);
    rows.add(thing('a', 1, 'red'));
    await rows.flush(table);
    rows.remove('a', 1);
    await rows.flush(table);
    expect(table.rows).toEqual([]);
  });

  it('keep a change that was made while they were being loaded', async () => {
    const rows = new TableRows<Thing>(THINGS, new Table(thing('a', 1, 'red')));
    const fetched = rows.fetch([['a', 1]]);
    rows.put(thing('a', 1, 'blue'));
    await fetched;
    expect(rows.get('a', 1)).toEqual(thing('a', 1, 'blue'));
  });

  it('are found by either of two columns', async () => {
    const rows = new TableRows<Thing>(THINGS, new Table(thing('a', 1, 'red'), thing('red', 1, 'b')));
    expect(await rows.fetchByEither(['owner', 'colour'], ['red'])).toEqual([thing('red', 1, 'b'), thing('a', 1, 'red')]);
    expect(await rows.fetchByEither(['owner', 'colour'], [])).toEqual([]);
  });

  it('are found as if every change were written at once', async () => {
    const owner = fc.constantFrom('a', 'b');
    const number = fc.constantFrom(1, 2);
    const colour = fc.constantFrom('red', 'blue');
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), row: fc.record({ owner, number, colour }) }),
      fc.record({ do: fc.constant('remove' as const), key: fc.tuple(owner, number) }),
      fc.record({ do: fc.constant('fetch' as const), key: fc.tuple(owner, number) }),
      fc.record({ do: fc.constant('flush' as const) }),
      fc.record({ do: fc.constant('find' as const), column: fc.constantFrom('owner', 'colour'), value: fc.oneof(owner, colour) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const [table, written] = [new Table(thing('a', 1, 'red')), new Table(thing('a', 1, 'red'))];
        const rows = new TableRows<Thing>(THINGS, table);
        const found: string[] = [];
        const expected: string[] = [];
        const textOf = (all: readonly (Row | undefined)[]): string =>
          all
            .map((row) => JSON.stringify(row))
            .toSorted()
            .join();
        for (const each of steps) {
          if (each.do === 'put') {
            rows.put(each.row);
            await written.put(THINGS, [each.row]);
          } else if (each.do === 'remove') {
            rows.remove(...each.key);
            await written.remove(THINGS, [each.key]);
          } else if (each.do === 'fetch') {
            await rows.fetch([each.key]);
            found.push(textOf([rows.get(...each.key)]));
            expected.push(textOf([(await written.load(THINGS, [each.key]))[0]]));
          } else if (each.do === 'find') {
            found.push(textOf(await rows.fetchBy([each.column], [[each.value]])));
            expected.push(textOf(await written.loadBy(THINGS, [each.column], [[each.value]])));
          } else await rows.flush(table);
        }
        expect(found).toEqual(expected);
        await rows.flush(table);
        expect(table.rows).toEqual(written.rows);
      }),
    );
  });
});
