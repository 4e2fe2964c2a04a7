import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Announcement, DeadLetter, Key, Row, TableSpec, UnitOfWork } from '../views.js';
import { PendingRows } from './pending-rows.js';
import type { TableStatements } from './table-statements.js';

/**
 * A unit of work inside the connection's open transaction. Changes are buffered until `flush`, and loads see them, so that
 * each table is written once per batch.
 */
export class PostgresUnit implements UnitOfWork {
  readonly announces: boolean;
  readonly announced: Announcement[] = [];
  readonly #client: PoolClient;
  readonly #statements: TableStatements;
  readonly #pending = new Map<TableSpec, PendingRows>();
  readonly deadLetters: DeadLetter[] = [];
  rowsPut = 0;

  constructor(client: PoolClient, statements: TableStatements, announces: boolean) {
    this.#client = client;
    this.#statements = statements;
    this.announces = announces;
  }

  async load<R extends Row>(table: TableSpec, keys: readonly Key[]): Promise<R[]> {
    const pending = this.#pendingOf(table);
    const rows: R[] = [];
    const missing: Key[] = [];
    for (const key of keys) {
      const change = pending.size === 0 ? undefined : pending.byKey(key);
      if (!change) missing.push(key);
      else if (change.row) rows.push(change.row as R);
    }
    if (missing.length === 0) return rows;
    const { rows: found } = await this.#client.query<R>(this.#statements.select(table, table.key, missing));
    return rows.length === 0 ? found : [...rows, ...found];
  }

  async loadBy<R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    if (values.length === 0) return [];
    const { rows } = await this.#client.query<R>(this.#statements.select(table, columns, values));
    const pending = this.#pendingOf(table);
    if (pending.size === 0) return rows;
    const current = rows.filter((row) => !pending.replaces(row));
    for (const value of values) current.push(...(pending.matching(columns, value) as R[]));
    return current;
  }

  async put(table: TableSpec, rows: readonly Row[]): Promise<void> {
    const pending = this.#pendingOf(table);
    for (const row of rows) pending.put(row);
  }

  async remove(table: TableSpec, keys: readonly Key[]): Promise<void> {
    const pending = this.#pendingOf(table);
    for (const key of keys) pending.remove(key);
  }

  announce(topic: string, key: string, message: unknown): void {
    if (this.announces) this.announced.push({ topic, key, message });
  }

  /** Sends the changes; await the returned promises before the commit. */
  flush(): Promise<QueryResult>[] {
    const sent: QueryConfig[] = [];
    for (const [table, pending] of this.#pending) {
      const { put, removed } = pending.takeAll();
      if (removed.length > 0) sent.push(this.#statements.delete(table, removed));
      this.rowsPut += put.length;
      if (put.length > 0) sent.push(this.#statements.upsert(table, put));
    }
    return sent.map((statement) => this.#client.query(statement));
  }

  #pendingOf(table: TableSpec): PendingRows {
    let pending = this.#pending.get(table);
    if (!pending) this.#pending.set(table, (pending = new PendingRows(table)));
    return pending;
  }
}
