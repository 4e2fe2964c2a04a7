import type { Key, Row, TableSpec, Value } from '../views.js';

interface Pending {
  readonly key: Key;
  /** `undefined`: removed. */
  readonly row: Row | undefined;
}

interface Index {
  readonly columns: readonly string[];
  readonly keys: Map<string, Set<string>>;
}

/** Changes to one table that a unit has not written yet, indexed by key and by the columns that are queried. */
export class PendingRows {
  readonly #table: TableSpec;
  readonly #changes = new Map<string, Pending>();
  readonly #indexes = new Map<string, Index>();

  constructor(table: TableSpec) {
    this.#table = table;
  }

  get size(): number {
    return this.#changes.size;
  }

  put(row: Row): void {
    const key = this.#table.key.map((column) => row[column] ?? null);
    this.#change(textOf(key), { key, row });
  }

  remove(key: Key): void {
    this.#change(textOf(key), { key, row: undefined });
  }

  /** `undefined` where nothing is pending for this key. */
  byKey(key: Key): Pending | undefined {
    return this.#changes.get(textOf(key));
  }

  /** Whether this row, read from the database, is out of date. */
  replaces(row: Row): boolean {
    return this.#changes.size > 0 && this.#changes.has(this.#keyTextOf(row));
  }

  /** The pending rows whose `columns` equal `values`. */
  matching(columns: readonly string[], values: Key): Row[] {
    if (this.#changes.size === 0) return [];
    const rows: Row[] = [];
    for (const key of this.#index(columns).keys.get(textOf(values)) ?? []) {
      const row = this.#changes.get(key)?.row;
      if (row) rows.push(row);
    }
    return rows;
  }

  /** The changes to be written, each key once. */
  takeAll(): { readonly put: Row[]; readonly removed: Key[] } {
    const put: Row[] = [];
    const removed: Key[] = [];
    for (const { key, row } of this.#changes.values()) {
      if (row) put.push(row);
      else removed.push(key);
    }
    this.#changes.clear();
    this.#indexes.clear();
    return { put, removed };
  }

  #change(key: string, change: Pending): void {
    const before = this.#changes.get(key)?.row;
    this.#changes.set(key, change);
    for (const { columns, keys } of this.#indexes.values()) {
      if (before) keys.get(valuesOf(before, columns))?.delete(key);
      if (change.row) enter(keys, valuesOf(change.row, columns), key);
    }
  }

  #index(columns: readonly string[]): Index {
    const name = columns.join();
    let index = this.#indexes.get(name);
    if (!index) {
      index = { columns, keys: new Map() };
      for (const [key, { row }] of this.#changes) if (row) enter(index.keys, valuesOf(row, columns), key);
      this.#indexes.set(name, index);
    }
    return index;
  }

  #keyTextOf(row: Row): string {
    return valuesOf(row, this.#table.key);
  }
}

function enter(keys: Map<string, Set<string>>, values: string, key: string): void {
  const known = keys.get(values);
  if (known) known.add(key);
  else keys.set(values, new Set([key]));
}

function valuesOf(row: Row, columns: readonly string[]): string {
  let text = '';
  for (let i = 0; i < columns.length; i++) text += `${i === 0 ? '' : '\0'}${row[columns[i] as string]}`;
  return text;
}

/** NUL separates the values: PostgreSQL's text cannot hold it. */
function textOf(key: readonly Value[]): string {
  return key.length === 1 ? String(key[0]) : key.join('\0');
}
