import type { Key, Row, TableSpec, UnitOfWork } from '#views';

/** A unit of work over plain maps: what a projection put, by table and key. */
export class MemoryUnit implements UnitOfWork {
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly announces = true;

  /** All rows of a table, ordered by key. */
  rows(table: TableSpec): Row[] {
    return [...this.#table(table)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  async load<R extends Row>(table: TableSpec, keys: readonly Key[]): Promise<R[]> {
    const found = keys.map((key) => this.#table(table).get(JSON.stringify(key))).filter((row): row is R => row !== undefined);
    return found;
  }

  async loadBy<R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    const wanted = new Set(values.map((value) => JSON.stringify(value)));
    return this.rows(table).filter((row): row is R => wanted.has(JSON.stringify(columns.map((column) => row[column]))));
  }

  async put(table: TableSpec, rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#table(table).set(JSON.stringify(table.key.map((column) => row[column])), { ...row });
  }

  async remove(table: TableSpec, keys: readonly Key[]): Promise<void> {
    for (const key of keys) this.#table(table).delete(JSON.stringify(key));
  }

  announce(): void {
    throw new Error('These views announce nothing.');
  }

  #table(table: TableSpec): Map<string, Row> {
    let rows = this.#tables.get(table.name);
    if (!rows) this.#tables.set(table.name, (rows = new Map()));
    return rows;
  }
}
