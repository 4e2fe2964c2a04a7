import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { MappingNode } from './mapping-node.js';

const MOST_BYTES = 20_000_000;

/** A small CSV file beside the imported one, held in memory: its columns are read as `${name.column}`. */
export interface LookupTable {
  /** The column of the imported file whose value picks the row. */
  readonly match: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly path: string;
}

/** Reads the tables named in the mapping's `tables`; their paths start at `folder`, the imported file's. Mistakes are noted. */
export function lookupTables(node: MappingNode, folder: string): ReadonlyMap<string, LookupTable> {
  const tables = new Map<string, LookupTable>();
  for (const name of node.keys) {
    const at = node.at(name);
    at.only(['file', 'key', 'match']);
    const path = resolve(folder, at.at('file').text() ?? '');
    const key = at.at('key').text() ?? '';
    const lines = readLines(path, at.at('file'));
    const [columns = [], ...rows] = lines ?? [];
    const place = columns.indexOf(key);
    if (lines && place < 0) at.at('key').fail(`the table has no column "${key}"; it has ${columns.join(', ')}`);
    const byKey = new Map(rows.map((row) => [row[place] ?? '', row]));
    tables.set(name, { match: at.at('match').text() ?? key, columns, rows: byKey, path });
  }
  return tables;
}

function readLines(path: string, node: MappingNode): string[][] | undefined {
  try {
    if (statSync(path).size > MOST_BYTES) {
      node.fail(`is larger than ${MOST_BYTES / 1e6} MB; a table is held in memory`);
      return undefined;
    }
    return parse(readFileSync(path, 'utf8'), { bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    node.fail(`cannot be read from ${path}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
