import type { Columns, ReadColumn, Scope } from './columns.js';
import { lookupTables } from './lookup-table.js';
import { MappingNode } from './mapping-node.js';
import { templateReader } from './template.js';
import { touchpointTemplate, type MakeTouchpoint } from './touchpoint-template.js';
import { isZone } from './zone-offset.js';

/** How the file is written. */
export interface InputFormat {
  readonly format: 'csv' | 'ndjson';
  readonly delimiter: string;
  readonly quote: string;
  readonly encoding: 'utf8' | 'latin1';
  /** Blanks around values are removed. */
  readonly trim: boolean;
  /** The columns of a CSV file that has no header line. */
  readonly columns?: readonly string[];
  /** What a row with fewer values than columns is: filled up with empty ones, or a problem. */
  readonly shortRows: 'fill' | 'quarantine';
}

/** Which records make one touchpoint. */
export interface Grouping {
  readonly key: ReadColumn;
  /** Whether records of one group stand one after the other. */
  readonly consecutive: boolean;
}

/** A mapping, ready for a file. */
export interface CompiledMapping {
  readonly touchpoint: MakeTouchpoint;
  readonly group?: Grouping;
  /** Other files it reads, for telling whether anything has changed. */
  readonly tables: readonly string[];
}

/** A mapping file that was read, but not yet held against the columns of a file. */
export interface Mapping {
  readonly input: InputFormat;
  /**
   * Holds the mapping against a file's columns; `folder` is where its tables are.
   * @throws MappingError naming every mistake
   */
  compile(columns: Columns, folder: string): CompiledMapping;
}

/**
 * Reads a mapping. `format` is what the imported file looks like, for a mapping that does not say.
 * @throws MappingError
 */
export function parseMapping(text: string, format: InputFormat['format']): Mapping {
  const root = MappingNode.parse(text);
  root.only(['input', 'zone', 'tables', 'group', 'touchpoint']);
  const input = inputFormat(root.at('input'), format);
  const zone = root.at('zone').exists ? root.at('zone').text() : undefined;
  if (zone !== undefined && !isZone(zone))
    root.at('zone').fail(`"${zone}" is not a time zone; write one such as Europe/London or UTC`);
  if (!root.at('touchpoint').exists) root.at('touchpoint').fail('is missing');
  root.check();
  const nothing = new Set(
    root
      .at('input')
      .at('nothing')
      .items()
      .map((item) => item.text() ?? ''),
  );
  return {
    input,
    compile(columns, folder) {
      const tables = lookupTables(root.at('tables'), folder);
      const scope: Scope = { columns, tables, zone, nothing, trim: input.trim, grouped: root.at('group').exists };
      const group = scope.grouped ? grouping(root.at('group'), scope) : undefined;
      const touchpoint = touchpointTemplate(root.at('touchpoint'), scope);
      root.check();
      return { touchpoint, ...(group ? { group } : {}), tables: [...tables.values()].map((table) => table.path) };
    },
  };
}

function inputFormat(node: MappingNode, otherwise: InputFormat['format']): InputFormat {
  node.only(['format', 'delimiter', 'quote', 'encoding', 'trim', 'columns', 'shortRows', 'nothing']);
  const columns = node
    .at('columns')
    .items()
    .map((item) => item.text() ?? '');
  return {
    format: (node.at('format').exists ? node.at('format').oneOf(['csv', 'ndjson']) : undefined) ?? otherwise,
    delimiter: node.at('delimiter').exists ? (node.at('delimiter').text() ?? ',') : ',',
    quote: node.at('quote').exists ? (node.at('quote').text() ?? '"') : '"',
    encoding: (node.at('encoding').exists ? node.at('encoding').oneOf(['utf8', 'latin1']) : undefined) ?? 'utf8',
    trim: node.at('trim').flag(true),
    shortRows: (node.at('shortRows').exists ? node.at('shortRows').oneOf(['fill', 'quarantine']) : undefined) ?? 'quarantine',
    ...(columns.length > 0 ? { columns } : {}),
  };
}

function grouping(node: MappingNode, scope: Scope): Grouping {
  node.only(['by', 'consecutive']);
  if (!node.at('by').exists) node.at('by').fail('is missing');
  const by = node.at('by').text() ?? '';
  const key = templateReader(by.includes('${') ? by : `\${${by}}`, node.at('by'), scope);
  return { key, consecutive: node.at('consecutive').flag(false) };
}
