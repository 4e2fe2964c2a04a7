import type { Key, Row, TableSpec, UnitOfWork, Value } from './views.js';

/** A row that is known, or known to be absent. */
interface Entry<R> {
  row: R | undefined;
  /** Whether the source may hold a row with this key. */
  stored: boolean;
  /** Changed, and the change not taken yet. */
  changed: boolean;
  /** Where it was removed: what the source is to remove. */
  removed: Key | undefined;
}

/** Changed rows by the values of some columns. */
interface Index<R> {
  readonly columns: readonly string[];
  readonly entries: Map<string, Set<Entry<R>>>;
}

/**
 * The rows of one table during a batch (an identity map): loaded in bulk, changed in memory, written in bulk, each key
 * once. What was changed is found by later fetches although the source does not hold it yet. Values that rows are
 * fetched by must hold no NUL character.
 */
export class TableRows<R extends Row> {
  readonly #table: TableSpec;
  readonly #source: Pick<UnitOfWork, 'load' | 'loadBy'>;
  readonly #entries = new Map<string, Entry<R>>();
  readonly #indexes = new Map<string, Index<R>>();
  #changed: Entry<R>[] = [];

  constructor(table: TableSpec, source: Pick<UnitOfWork, 'load' | 'loadBy'>) {
    this.#table = table;
    this.#source = source;
  }

  /** Makes the rows with these keys known, in one round trip; in none where they are known already. */
  async fetch(keys: readonly Key[]): Promise<void> {
    const missing = new Map<string, Key>();
    for (const key of keys) {
      const text = textOf(key);
      if (!this.#entries.has(text)) missing.set(text, key);
    }
    if (missing.size === 0) return;
    for (const row of await this.#source.load<R>(this.#table, [...missing.values()])) this.#learn(row);
    for (const key of missing.keys()) {
      if (!this.#entries.has(key)) this.#entries.set(key, { row: undefined, stored: false, changed: false, removed: undefined });
    }
  }

  /** All rows whose `columns` (a prefix of the key or of an index) equal one of `values`, as they are after the changes. */
  async fetchBy(columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    if (values.length === 0) return [];
    const found: R[] = [];
    for (const row of await this.#source.loadBy<R>(this.#table, columns, values)) {
      const entry = this.#learn(row);
      if (!entry.changed && entry.row) found.push(entry.row);
    }
    if (this.#changed.length === 0) return found;
    const { entries } = this.#index(columns);
    for (const value of values) for (const { row } of entries.get(textOf(value)) ?? []) if (row) found.push(row);
    return found;
  }

  /** The rows of `fetchBy` for each of these columns by itself, asked for together: one round trip on a server. */
  async fetchByEither(columns: readonly string[], values: readonly Value[]): Promise<R[]> {
    const keys = values.map((value) => [value]);
    return (await Promise.all(columns.map((column) => this.fetchBy([column], keys)))).flat();
  }

  /** The row, which must have been fetched or put in this batch if it exists. */
  get(...key: Key): R | undefined {
    return this.#entries.get(textOf(key))?.row;
  }

  put(row: R): void {
    this.#change(valuesOf(row, this.#table.key), row, true);
  }

  /** Puts a row that is known not to be there yet: should it be removed before it is written, it leaves no trace. */
  add(row: R): void {
    this.#change(valuesOf(row, this.#table.key), row, false);
  }

  remove(...key: Key): void {
    this.#change(textOf(key), undefined, true, key);
  }

  /** What is to be written since it was asked last, each key once. */
  takeChanges(): { readonly put: R[]; readonly removed: Key[] } {
    const put: R[] = [];
    const removed: Key[] = [];
    for (const entry of this.#changed) {
      if (entry.row) put.push(entry.row);
      else if (entry.stored && entry.removed) removed.push(entry.removed);
      entry.stored = entry.row !== undefined;
      entry.changed = false;
    }
    this.#changed = [];
    this.#indexes.clear();
    return { put, removed };
  }

  /** Writes the changes to the unit. */
  async flush(unit: Pick<UnitOfWork, 'put' | 'remove'>): Promise<void> {
    const { put, removed } = this.takeChanges();
    if (removed.length > 0) await unit.remove(this.#table, removed);
    if (put.length > 0) await unit.put(this.#table, put);
  }

  /** What is known already is at least as new. */
  #learn(row: R): Entry<R> {
    const key = valuesOf(row, this.#table.key);
    let entry = this.#entries.get(key);
    if (!entry) this.#entries.set(key, (entry = { row, stored: true, changed: false, removed: undefined }));
    return entry;
  }

  #change(key: string, row: R | undefined, stored: boolean, removed?: Key): void {
    let entry = this.#entries.get(key);
    if (!entry) this.#entries.set(key, (entry = { row: undefined, stored, changed: false, removed }));
    if (this.#indexes.size > 0) this.#reindex(entry, row);
    entry.row = row;
    entry.removed = removed;
    if (entry.changed) return;
    entry.changed = true;
    this.#changed.push(entry);
  }

  #reindex(entry: Entry<R>, row: R | undefined): void {
    for (const { columns, entries } of this.#indexes.values()) {
      const before = entry.changed && entry.row ? valuesOf(entry.row, columns) : undefined;
      const after = row && valuesOf(row, columns);
      if (before === after) continue;
      if (before !== undefined) entries.get(before)?.delete(entry);
      if (after !== undefined) enter(entries, after, entry);
    }
  }

  #index(columns: readonly string[]): Index<R> {
    const name = columns.join();
    let index = this.#indexes.get(name);
    if (!index) {
      index = { columns, entries: new Map() };
      for (const entry of this.#changed) if (entry.row) enter(index.entries, valuesOf(entry.row, columns), entry);
      this.#indexes.set(name, index);
    }
    return index;
  }
}

function enter<R>(entries: Map<string, Set<Entry<R>>>, values: string, entry: Entry<R>): void {
  const known = entries.get(values);
  if (known) known.add(entry);
  else entries.set(values, new Set([entry]));
}

function valuesOf(row: Row, columns: readonly string[]): string {
  let text = String(row[columns[0] ?? '']);
  for (let i = 1; i < columns.length; i++) text += `\0${row[columns[i] ?? '']}`;
  return text;
}

function textOf(key: readonly Value[]): string {
  let text = String(key[0]);
  for (let i = 1; i < key.length; i++) text += `\0${key[i]}`;
  return text;
}
