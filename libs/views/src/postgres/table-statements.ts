import type { QueryConfig } from 'pg';
import type { Key, Row, TableSpec, Value } from '../views.js';
import { ARRAY_TYPES, arrayLiteral } from './array-literal.js';

interface Statement {
  readonly name: string;
  readonly text: string;
  /** Parameters, one array each. */
  readonly columns: readonly string[];
}

/** The statements of one edition's tables, made once: each does any number of rows in one round trip, and is prepared once per connection. */
export class TableStatements {
  readonly #schema: string;
  readonly #known = new Map<string, Statement>();

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** The rows whose `columns` equal one of `values`. */
  select(table: TableSpec, columns: readonly string[], values: readonly Key[]): QueryConfig {
    const statement = this.#statement(`select ${table.name} ${columns.join()}`, () => {
      const [first = ''] = columns;
      const from = `SELECT t.* FROM ${this.#schema}.${table.name} AS t`;
      if (columns.length === 1) return { columns, text: `${from} WHERE t.${first} = ANY($1::${arrayType(table, first)})` };
      return {
        columns,
        text: `${from} JOIN ${unnest(table, columns)} ON ${columns.map((column) => `t.${column} = k.${column}`).join(' AND ')}`,
      };
    });
    return bound(statement, (_column, at) => values.map((value) => value[at] ?? null));
  }

  /** Inserts the rows or replaces those that are there; no key may come twice. */
  upsert(table: TableSpec, rows: readonly Row[]): QueryConfig {
    const statement = this.#statement(`upsert ${table.name}`, () => {
      const columns = Object.keys(table.columns);
      const rest = columns.filter((column) => !table.key.includes(column));
      const conflict =
        rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`;
      return {
        columns,
        text: `INSERT INTO ${this.#schema}.${table.name} (${columns.join(', ')}) SELECT * FROM ${unnest(table, columns)}
          ON CONFLICT (${table.key.join(', ')}) DO ${conflict}`,
      };
    });
    return bound(statement, (column) => rows.map((row) => row[column] ?? null));
  }

  delete(table: TableSpec, keys: readonly Key[]): QueryConfig {
    const statement = this.#statement(`delete ${table.name}`, () => ({
      columns: table.key,
      text: `DELETE FROM ${this.#schema}.${table.name} AS t USING ${unnest(table, table.key)}
        WHERE ${table.key.map((column) => `t.${column} = k.${column}`).join(' AND ')}`,
    }));
    return bound(statement, (_column, at) => keys.map((key) => key[at] ?? null));
  }

  #statement(name: string, make: () => Omit<Statement, 'name'>): Statement {
    let statement = this.#known.get(name);
    if (!statement) {
      statement = { name: `touchstone_${this.#known.size}`, ...make() };
      this.#known.set(name, statement);
    }
    return statement;
  }
}

function bound({ name, text, columns }: Statement, valuesOf: (column: string, at: number) => Value[]): QueryConfig {
  return { name, text, values: columns.map((column, at) => arrayLiteral(valuesOf(column, at))) };
}

function unnest(table: TableSpec, columns: readonly string[]): string {
  return `unnest(${columns.map((column, at) => `$${at + 1}::${arrayType(table, column)}`).join(', ')}) AS k (${columns.join(', ')})`;
}

function arrayType(table: TableSpec, column: string): string {
  const type = table.columns[column];
  if (type === undefined) throw new Error(`The table ${table.name} has no column ${column}.`);
  return ARRAY_TYPES[type];
}
