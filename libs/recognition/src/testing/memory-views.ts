import type { LedgerEvent } from '#events';
import type { Key, Row, TableSpec, UnitOfWork, ViewSet } from '#views';

interface MemoryTable {
  readonly spec: TableSpec;
  readonly rows: Map<string, Row>;
  /** By column, then value: keys of rows. */
  readonly by: Map<string, Map<unknown, Set<string>>>;
}

/** The tables of a view set in memory, for tests: the port's contract without a database. */
export class MemoryViews implements UnitOfWork {
  readonly announces = true;
  readonly announced: { readonly topic: string; readonly key: string; readonly message: unknown }[] = [];
  readonly #tables = new Map<string, MemoryTable>();

  /** All rows of a table, by key. */
  rows<R extends Row>(table: string): R[] {
    return [...(this.#tables.get(table)?.rows ?? [])].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, row]) => row as R);
  }

  async load<R extends Row>(spec: TableSpec, keys: readonly Key[]): Promise<R[]> {
    const { rows } = this.#table(spec);
    return keys.flatMap((key) => (rows.has(key.join(' ')) ? [{ ...rows.get(key.join(' ')) } as R] : []));
  }

  async loadBy<R extends Row>(spec: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    const { rows, by } = this.#table(spec);
    const index = by.get(columns.join());
    if (!index) throw new Error(`${spec.name} has no index on ${columns.join()}`);
    return values.flatMap(([value]) => [...(index.get(value) ?? [])].map((key) => ({ ...rows.get(key) }) as R));
  }

  async put(spec: TableSpec, rows: readonly Row[]): Promise<void> {
    const table = this.#table(spec);
    for (const row of rows) {
      if (Object.keys(row).toSorted().join() !== Object.keys(spec.columns).toSorted().join())
        throw new Error(`Not a row of ${spec.name}`);
      const key = spec.key.map((column) => row[column]).join(' ');
      this.#delete(table, key);
      table.rows.set(key, { ...row });
      for (const [column, index] of table.by) {
        const entry = index.get(row[column]) ?? new Set();
        index.set(row[column], entry.add(key));
      }
    }
  }

  async remove(spec: TableSpec, keys: readonly Key[]): Promise<void> {
    for (const key of keys) this.#delete(this.#table(spec), key.join(' '));
  }

  announce(topic: string, key: string, message: unknown): void {
    this.announced.push({ topic, key, message });
  }

  #delete(table: MemoryTable, key: string): void {
    const row = table.rows.get(key);
    table.rows.delete(key);
    for (const [column, index] of table.by) index.get(row?.[column])?.delete(key);
  }

  #table(spec: TableSpec): MemoryTable {
    let table = this.#tables.get(spec.name);
    if (!table) {
      const columns = [spec.key[0] ?? '', ...(spec.indexes ?? []).map(([column]) => column ?? '')];
      table = { spec, rows: new Map(), by: new Map(columns.map((column) => [column, new Map()])) };
      this.#tables.set(spec.name, table);
    }
    return table;
  }
}

/** Folds the events in batches of these sizes (the last one again and again). */
export async function project(
  set: ViewSet,
  events: readonly LedgerEvent[],
  batches: readonly number[] = [100],
  views = new MemoryViews(),
): Promise<MemoryViews> {
  const projector = set.projector();
  for (let from = 0, batch = 0; from < events.length; batch++) {
    const size = batches[Math.min(batch, batches.length - 1)] ?? 1;
    await projector.apply(events.slice(from, from + size), views);
    from += size;
  }
  return views;
}
