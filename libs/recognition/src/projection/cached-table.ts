import type { Key, Row, TableSpec, UnitOfWork, Value } from '#views';
import { LRUCache } from 'lru-cache';

/** A row that a batch knows, or knows to be absent. */
interface Entry<R> {
  readonly key: string;
  row: R | undefined;
  /** Whether the unit may hold a row with this key. */
  stored: boolean;
  /** Changed and not written to the unit yet. */
  dirty: boolean;
  /** Loaded or changed in this batch: what is kept from earlier batches says otherwise. */
  news: boolean;
}

/**
 * A table during a batch: what was loaded or changed is in memory, and changes are written by `flush`. Rows are kept
 * for the next batches, the `keep` most recently used.
 */
export class CachedTable<R extends Row> {
  readonly #kept: LRUCache<string, R> | undefined;
  readonly #batch = new Map<string, Entry<R>>();
  #dirty: Entry<R>[] = [];
  #unit: UnitOfWork | undefined;

  constructor(
    private readonly spec: TableSpec,
    keep: number,
  ) {
    if (keep > 0) this.#kept = new LRUCache({ max: keep });
  }

  begin(unit: UnitOfWork): void {
    this.#unit = unit;
  }

  /** Makes the rows with these keys known, in one round trip at most. */
  async fetch(keys: readonly Key[]): Promise<void> {
    const missing: Key[] = [];
    for (const key of keys) {
      const text = textOf(key);
      if (this.#batch.has(text)) continue;
      const row = this.#kept?.get(text);
      this.#batch.set(text, { key: text, row, stored: row !== undefined, dirty: false, news: false });
      if (!row) missing.push(key);
    }
    if (missing.length === 0) return;
    for (const row of await this.#open().load<R>(this.spec, missing)) this.#learn(row);
  }

  /** All rows whose `columns` (a prefix of the key or of an index) equal one of `values`. Writes this table's changes first. */
  async fetchBy(columns: readonly string[], values: readonly Value[]): Promise<R[]> {
    if (values.length === 0) return [];
    await this.flush();
    const rows = await this.#open().loadBy<R>(
      this.spec,
      columns,
      values.map((value) => [value]),
    );
    for (const row of rows) this.#learn(row);
    return rows;
  }

  /** The rows of `fetchBy` for each of these columns, together: one round trip on a server. */
  async fetchByEither(columns: readonly string[], values: readonly Value[]): Promise<R[]> {
    if (values.length === 0) return [];
    await this.flush();
    return (await Promise.all(columns.map((column) => this.fetchBy([column], values)))).flat();
  }

  /** The row, which must have been fetched or put in this batch if it exists. */
  get(...key: Value[]): R | undefined {
    return this.#batch.get(textOf(key))?.row;
  }

  put(row: R): void {
    this.#change(this.#keyOf(row), row, true);
  }

  /** Puts a row that is known not to be there yet: should it be removed again before it is written, it leaves no trace. */
  add(row: R): void {
    this.#change(this.#keyOf(row), row, false);
  }

  remove(...key: Value[]): void {
    this.#change(textOf(key), undefined, true);
  }

  async flush(): Promise<void> {
    if (this.#dirty.length === 0) return;
    const rows: R[] = [];
    const gone: Key[] = [];
    for (const entry of this.#dirty) {
      const { key, row, stored } = entry;
      if (row) rows.push(row);
      else if (stored) gone.push(key.split(' '));
      entry.stored = row !== undefined;
      entry.dirty = false;
    }
    this.#dirty = [];
    if (gone.length > 0) await this.#open().remove(this.spec, gone);
    if (rows.length > 0) await this.#open().put(this.spec, rows);
  }

  /** Ends the batch; everything must have been flushed. */
  end(): void {
    if (this.#kept)
      for (const { key, row, news } of this.#batch.values()) {
        if (!news) continue;
        if (row) this.#kept.set(key, row);
        else this.#kept.delete(key);
      }
    this.#batch.clear();
    this.#unit = undefined;
  }

  /** Forgets everything, also what was kept from earlier batches. */
  drop(): void {
    this.#batch.clear();
    this.#dirty = [];
    this.#kept?.clear();
    this.#unit = undefined;
  }

  #learn(row: R): void {
    const key = this.#keyOf(row);
    const entry = this.#batch.get(key);
    if (!entry) this.#batch.set(key, { key, row, stored: true, dirty: false, news: true });
    else {
      entry.row = row;
      entry.stored = true;
      entry.news = true;
    }
  }

  #change(key: string, row: R | undefined, stored: boolean): void {
    let entry = this.#batch.get(key);
    if (!entry) this.#batch.set(key, (entry = { key, row, stored, dirty: false, news: true }));
    entry.row = row;
    entry.news = true;
    if (entry.dirty) return;
    entry.dirty = true;
    this.#dirty.push(entry);
  }

  #keyOf(row: R): string {
    let text = '';
    for (const column of this.spec.key) text = text === '' ? String(row[column]) : `${text} ${row[column]}`;
    return text;
  }

  #open(): UnitOfWork {
    if (!this.#unit) throw new Error(`The table ${this.spec.name} is used outside a batch.`);
    return this.#unit;
  }
}

function textOf(key: Key): string {
  let text = String(key[0]);
  for (let i = 1; i < key.length; i++) text += ` ${key[i]}`;
  return text;
}
