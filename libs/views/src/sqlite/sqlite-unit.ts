import type Database from 'better-sqlite3';
import type { Announcement, Key, Row, TableSpec, UnitOfWork, Value } from '../views.js';

interface TableStatements {
  readonly columns: readonly string[];
  readonly byKey: Database.Statement;
  readonly by: Map<string, Database.Statement>;
  readonly put: Database.Statement;
  readonly remove: Database.Statement;
}

/** Prepared statements of one connection; they outlive the single unit of work. */
export class TableAccess {
  readonly #db: Database.Database;
  readonly #tables = new Map<string, TableStatements>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  of(table: TableSpec): TableStatements {
    let statements = this.#tables.get(table.name);
    if (!statements) {
      const columns = Object.keys(table.columns);
      const rest = columns.filter((column) => !table.key.includes(column));
      const where = table.key.map((column) => `${column} = ?`).join(' AND ');
      const onConflict =
        rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`;
      statements = {
        columns,
        byKey: this.#db.prepare(`SELECT * FROM ${table.name} WHERE ${where}`),
        by: new Map(),
        put: this.#db.prepare(
          `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
           ON CONFLICT (${table.key.join(', ')}) DO ${onConflict}`,
        ),
        remove: this.#db.prepare(`DELETE FROM ${table.name} WHERE ${where}`),
      };
      this.#tables.set(table.name, statements);
    }
    return statements;
  }

  by(table: TableSpec, columns: readonly string[]): Database.Statement {
    const { by } = this.of(table);
    const name = columns.join();
    let statement = by.get(name);
    if (!statement) {
      statement = this.#db.prepare(`SELECT * FROM ${table.name} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`);
      by.set(name, statement);
    }
    return statement;
  }
}

/** A unit of work inside the connection's open transaction. */
export class SqliteUnit implements UnitOfWork {
  readonly announces: boolean;
  readonly announced: Announcement[] = [];
  readonly #access: TableAccess;

  constructor(access: TableAccess, announces: boolean) {
    this.#access = access;
    this.announces = announces;
  }

  async load<R extends Row>(table: TableSpec, keys: readonly Key[]): Promise<R[]> {
    const { byKey } = this.#access.of(table);
    const rows: R[] = [];
    for (const key of keys) {
      const row = byKey.get(key);
      if (row !== undefined) rows.push(row as R);
    }
    return rows;
  }

  async loadBy<R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]> {
    const statement = this.#access.by(table, columns);
    const rows: R[] = [];
    for (const value of values) {
      for (const row of statement.iterate(value)) rows.push(row as R);
    }
    return rows;
  }

  async put(table: TableSpec, rows: readonly Row[]): Promise<void> {
    const { columns, put } = this.#access.of(table);
    const values: Value[] = Array.from({ length: columns.length });
    for (const row of rows) {
      for (let i = 0; i < columns.length; i++) values[i] = row[columns[i] as string] ?? null;
      put.run(values);
    }
  }

  async remove(table: TableSpec, keys: readonly Key[]): Promise<void> {
    const { remove } = this.#access.of(table);
    for (const key of keys) remove.run(key);
  }

  announce(topic: string, key: string, message: unknown): void {
    if (this.announces) this.announced.push({ topic, key, message });
  }
}
