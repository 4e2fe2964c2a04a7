import type { LookupTable } from './lookup-table.js';
import type { MappingNode } from './mapping-node.js';

/** A record's values, by column number. */
export type Row = readonly string[];

/** The columns of the file that is read. */
export interface Columns {
  /** The column's number; `undefined` where the file has no such column. */
  indexOf(name: string): number | undefined;
  /** For messages; empty where any name is possible. */
  readonly names: readonly string[];
}

/** What an expression may refer to. */
export interface Scope {
  readonly columns: Columns;
  readonly tables: ReadonlyMap<string, LookupTable>;
  /** The zone of dates that have none. */
  readonly zone: string | undefined;
  /** Whether blanks around values are removed. */
  readonly trim: boolean;
  /** Values that mean "nothing". */
  readonly nothing: ReadonlySet<string>;
  /** Whether several records make one touchpoint. */
  readonly grouped: boolean;
}

/** Reads one column of a record; empty text where it has nothing. */
export type ReadColumn = (row: Row) => string;

/** A reader for `name` or `table.name`; notes a mistake at `node` where there is no such column. */
export function columnReader(name: string, node: MappingNode, scope: Scope): ReadColumn {
  const { columns, tables } = scope;
  const index = columns.indexOf(name);
  if (index !== undefined) return (row) => cleaned(row[index], scope);
  const dot = name.indexOf('.');
  const table = dot > 0 ? tables.get(name.slice(0, dot)) : undefined;
  const place = table?.columns.indexOf(name.slice(dot + 1)) ?? -1;
  if (table && place >= 0) {
    const key = columnReader(table.match, node, scope);
    return (row) => cleaned(table.rows.get(key(row))?.[place], scope);
  }
  const there = table ? table.columns : columns.names;
  node.fail(`there is no column "${name}"; ${table ? 'the table' : 'the file'} has ${there.join(', ')}`);
  return () => '';
}

/** Blanks may stand inside quotes too, where the reader leaves them. */
function cleaned(value: string | undefined, { trim, nothing }: Scope): string {
  if (value === undefined || value === '') return '';
  const text = trim ? value.trim() : value;
  return nothing.has(text) ? '' : text;
}
