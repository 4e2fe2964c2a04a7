import { dirname } from 'node:path';
import { parseMapping, type CompiledMapping, type InputFormat } from '../mapping/mapping.js';
import { csvRecords } from './csv-records.js';
import { ndjsonRecords } from './ndjson-records.js';
import { textOf, type TextFile } from './open-text.js';
import type { RecordSource } from './source-record.js';

/** A file and the mapping that fits it. */
export interface MappedFile {
  readonly source: RecordSource;
  readonly mapping: CompiledMapping;
}

/**
 * Opens a file with a mapping (its text). `onBytes` learns how much of the file has been read.
 * @throws MappingError CommandError
 */
export async function openMapped(file: TextFile, mappingText: string, onBytes: (bytes: number) => void): Promise<MappedFile> {
  const mapping = parseMapping(mappingText, formatOf(file.path));
  const text = () => textOf(file, mapping.input.encoding, onBytes);
  const source = mapping.input.format === 'csv' ? await csvRecords(text, mapping.input) : ndjsonRecords(text);
  return { source, mapping: mapping.compile(source.columns, dirname(file.path)) };
}

/** By the name, `.gz` left aside: NDJSON where it says so, otherwise CSV. */
export function formatOf(path: string): InputFormat['format'] {
  return /\.(ndjson|jsonl|json)(\.gz)?$/i.test(path) ? 'ndjson' : 'csv';
}
