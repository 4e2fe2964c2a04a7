import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Announcement, DeadLetter, Key, Row, TableSpec, UnitOfWork } from '../views.js';
import { TableRows } from '../table-rows.js';
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
  readonly #tables = new Map<TableSpec, TableRows<Row>>();
  readonly #database: Pick<UnitOfWork, 'load' | 'loadBy'>;
  readonly deadLetters: DeadLetter[] = [];
  /** Whose events these are, where one of them says so. */
  installation: string | undefined;
  rowsPut = 0;

  constructor(client: PoolClient, statements: TableStatements, announces: boolean) {
    this.#client = client;
    this.#statements = statements;
    this.announces = announces;
    const select = async <R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> =>
      (await client.query<R>(statements.select(table, columns, values))).rows;
    this.#database = { load: (table, keys) => select(table, table.key, keys), loadBy: select };
  }

  async load<R extends Row>(table: TableSpec, keys: readonly Key[]): Promise<R[]> {
    const known = this.#rowsOf(table);
    await known.fetch(keys);
    const rows: R[] = [];
    for (const key of keys) {
      const row = known.get(...key);
      if (row) rows.push(row as R);
    }
    return rows;
  }

  async loadBy<R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    return (await this.#rowsOf(table).fetchBy(columns, values)) as R[];
  }

  async put(table: TableSpec, rows: readonly Row[]): Promise<void> {
    const known = this.#rowsOf(table);
    for (const row of rows) known.put(row);
  }

  async remove(table: TableSpec, keys: readonly Key[]): Promise<void> {
    const known = this.#rowsOf(table);
    for (const key of keys) known.remove(...key);
  }

  announce(topic: string, key: string, message: unknown): void {
    if (this.announces) this.announced.push({ topic, key, message });
  }

  /** Sends the changes; await the returned promises before the commit. */
  flush(): Promise<QueryResult>[] {
    const sent: QueryConfig[] = [];
    for (const [table, rows] of this.#tables) {
      const { put, removed } = rows.takeChanges();
      if (removed.length > 0) sent.push(this.#statements.delete(table, removed));
      this.rowsPut += put.length;
      if (put.length > 0) sent.push(this.#statements.upsert(table, put));
    }
    return sent.map((statement) => this.#client.query(statement));
  }

  #rowsOf(table: TableSpec): TableRows<Row> {
    let rows = this.#tables.get(table);
    if (!rows) this.#tables.set(table, (rows = new TableRows(table, this.#database)));
    return rows;
  }
}
