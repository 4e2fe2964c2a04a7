import type { TableSpec } from '../views.js';

/** Rows live in the primary key's tree itself (WITHOUT ROWID): one look-up finds them, neighbours by key share a page. */
export function createTable(table: TableSpec): string[] {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${type.toUpperCase()}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${columns.join(', ')}, PRIMARY KEY (${table.key.join(', ')})) STRICT, WITHOUT ROWID`,
    ...(table.indexes ?? []).map(
      (index) => `CREATE INDEX IF NOT EXISTS ${table.name}_by_${index.join('_')} ON ${table.name} (${index.join(', ')})`,
    ),
  ];
}

/** Checkpoint and version of an edition, and the events it skipped. */
export const EDITION_TABLES = [
  `CREATE TABLE IF NOT EXISTS edition (one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL, position INTEGER NOT NULL) STRICT`,
  `CREATE TABLE IF NOT EXISTS dead_letters (position INTEGER PRIMARY KEY, type TEXT NOT NULL, reason TEXT NOT NULL) STRICT`,
];
