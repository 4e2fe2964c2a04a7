import type { Key, Row, TableSpec, UnitOfWork, Value } from '#views';
import { LRUCache } from 'lru-cache';

/**
 * A table during a batch: what was loaded or changed is in memory, and changes are written by `flush`. Rows are kept
 * for the next batches, the `keep` most recently used.
 */
export class CachedTable<R extends Row> {
  readonly #kept: LRUCache<string, R> | undefined;
  /** The rows of this batch; undefined = known to be absent. */
  readonly #rows = new Map<string, R | undefined>();
  readonly #dirty = new Set<string>();
  /** Put in this batch and not in the database yet: needs no removal there. */
  readonly #fresh = new Set<string>();
  /** Loaded or put in this batch: the others are among the kept rows already. */
  readonly #news = new Set<string>();
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
      if (this.#rows.has(text)) continue;
      const kept = this.#kept?.get(text);
      this.#rows.set(text, kept);
      if (!kept) missing.push(key);
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
    return this.#rows.get(textOf(key));
  }

  put(row: R): void {
    const key = this.#keyOf(row);
    if (this.#rows.has(key) && this.#rows.get(key) === undefined && !this.#dirty.has(key)) this.#fresh.add(key);
    this.#rows.set(key, row);
    this.#dirty.add(key);
    this.#news.add(key);
  }

  remove(...key: Value[]): void {
    const text = textOf(key);
    this.#rows.set(text, undefined);
    this.#news.add(text);
    if (this.#fresh.delete(text)) this.#dirty.delete(text);
    else this.#dirty.add(text);
  }

  async flush(): Promise<void> {
    if (this.#dirty.size === 0) return;
    const rows: R[] = [];
    const gone: Key[] = [];
    for (const key of this.#dirty) {
      const row = this.#rows.get(key);
      if (row) rows.push(row);
      else gone.push(key.split(' '));
    }
    this.#dirty.clear();
    this.#fresh.clear();
    if (gone.length > 0) await this.#open().remove(this.spec, gone);
    if (rows.length > 0) await this.#open().put(this.spec, rows);
  }

  /** Ends the batch; everything must have been flushed. */
  end(): void {
    for (const key of this.#news) {
      const row = this.#rows.get(key);
      if (row) this.#kept?.set(key, row);
      else this.#kept?.delete(key);
    }
    this.#news.clear();
    this.#rows.clear();
    this.#unit = undefined;
  }

  /** Forgets everything, also what was kept from earlier batches. */
  drop(): void {
    this.#rows.clear();
    this.#dirty.clear();
    this.#fresh.clear();
    this.#news.clear();
    this.#kept?.clear();
    this.#unit = undefined;
  }

  #learn(row: R): void {
    const key = this.#keyOf(row);
    this.#rows.set(key, row);
    this.#news.add(key);
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
