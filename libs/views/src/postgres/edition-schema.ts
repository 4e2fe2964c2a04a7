import { escapeIdentifier } from 'pg';
import type { ColumnType, TableSpec } from '../views.js';

/** Text is ordered and compared by code point, as SQLite does, whatever the database's own collation. */
const TYPES: Readonly<Record<ColumnType, string>> = { text: 'text COLLATE "C"', integer: 'bigint', real: 'double precision' };

/** Room in each page for new versions of its rows, so that most updates touch no index. */
const FILL = 85;

/** The schema that holds the tables of an edition, quoted. */
export function schemaOf(set: string, edition: number): string {
  return escapeIdentifier(schemaName(set, edition));
}

export function schemaName(set: string, edition: number): string {
  return `${set}_${edition}`;
}

/** Everything an edition needs, empty. */
export function createEdition(schema: string, tables: readonly TableSpec[]): string {
  return [`CREATE SCHEMA ${schema}`, ...tables.flatMap((table) => createTable(schema, table))].join(';\n');
}

function createTable(schema: string, table: TableSpec): string[] {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${TYPES[type]}`);
  return [
    `CREATE TABLE ${schema}.${table.name} (${columns.join(', ')}, PRIMARY KEY (${table.key.join(', ')})) WITH (fillfactor = ${FILL})`,
    ...(table.indexes ?? []).map(
      (index) => `CREATE INDEX ${table.name}_by_${index.join('_')} ON ${schema}.${table.name} (${index.join(', ')})`,
    ),
  ];
}

/**
 * Settings of sessions that use editions' tables. All queries there select few rows by key or index, so an index is right
 * even if the statistics of a recently filled table say otherwise.
 */
export const BY_INDEX = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off';
