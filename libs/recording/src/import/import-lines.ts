import { basename } from 'node:path';
import { groupRecords, type RecordGroup } from './group/group-records.js';
import type { SortOptions } from './group/sort-records.js';
import { RecordProblem } from './mapping/record-problem.js';
import type { MappedFile } from './read/open-records.js';
import type { RecordSource, SourceRecord } from './read/source-record.js';
import { splitLines } from './read/split-lines.js';
import { textOf, type TextFile } from './read/open-text.js';
import type { LineInput } from './touchpoint-sink.js';

/** Counts of records read, and of those turned into lines. */
export interface LineCounts {
  read: number;
  given: number;
}

export interface LineOptions {
  /** Kept up to date. */
  readonly counts: LineCounts;
  /** Number of lines to skip, which were recorded before. */
  readonly skip: number;
  readonly sort: SortOptions;
}

/**
 * The lines to record from a mapped file: always the same, in the same order, for the same file and mapping. A record
 * that cannot be mapped is a line too, with its problem.
 */
export async function* mappedLines(
  file: TextFile,
  { source, mapping }: MappedFile,
  options: LineOptions,
): AsyncIterable<readonly LineInput[]> {
  const { counts } = options;
  let passed = 0;
  for await (const groups of groupRecords(counted(source, counts), mapping.group, options.sort)) {
    for (const group of groups) counts.given += group.records.length;
    const due = groups.slice(Math.max(0, Math.min(groups.length, options.skip - passed)));
    passed += groups.length;
    if (due.length > 0) yield due.map((group) => toLine(group));
  }

  function toLine(group: RecordGroup): LineInput {
    const [first] = group.records;
    const problem = group.problem ?? first.broken?.problem;
    if (problem !== undefined) return unmapped(file, source, group, problem);
    try {
      const rows = group.records.map((record) => record.values);
      return { number: first.number, json: JSON.stringify(mapping.touchpoint(first.values, rows)) };
    } catch (error) {
      if (!(error instanceof RecordProblem)) throw error;
      return unmapped(file, source, group, error.message);
    }
  }
}

async function* counted(source: RecordSource, counts: LineCounts): AsyncIterable<readonly SourceRecord[]> {
  for await (const records of source.records()) {
    counts.read += records.length;
    yield records;
  }
}

/** The lines of an NDJSON file that holds touchpoints already. */
export async function* plainLines(
  file: TextFile,
  onBytes: (bytes: number) => void,
  skip: number,
): AsyncIterable<readonly LineInput[]> {
  let number = 0;
  let passed = 0;
  for await (const texts of splitLines(textOf(file, 'utf8', onBytes))) {
    const lines: LineInput[] = [];
    for (const json of texts) {
      number++;
      if (json.trim() !== '' && passed++ >= skip) lines.push({ number, json });
    }
    if (lines.length > 0) yield lines;
  }
}

/** The body for quarantine: everything that is needed to correct the record by hand. */
function unmapped(file: TextFile, source: RecordSource, group: RecordGroup, problem: string): LineInput {
  const [first] = group.records;
  const records = group.records.slice(0, 1000).map((record) => source.describe(record));
  const raw = JSON.stringify({ unmapped: { file: basename(file.path), record: first.number, problem, records } });
  return { number: first.number, raw, problem };
}
