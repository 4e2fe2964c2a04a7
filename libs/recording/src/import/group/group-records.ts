import type { Grouping } from '../mapping/mapping.js';
import type { SourceRecord } from '../read/source-record.js';
import { sortRecords, type KeyedRecord, type SortOptions } from './sort-records.js';

/** The records of one touchpoint, at least one; with a problem if they cannot be one touchpoint. */
export interface RecordGroup {
  readonly records: readonly [SourceRecord, ...SourceRecord[]];
  readonly problem?: string;
}

/** Most records of one touchpoint; the rest of a larger group becomes further groups with the same problem. */
const MOST_RECORDS = 20_000;
const BATCH = 500;

/**
 * Puts together the records with the same key. Broken records and those without a key come alone. Consecutive groups
 * come in the file's order, others in the order of their keys, after the whole file was read.
 */
export async function* groupRecords(
  source: AsyncIterable<readonly SourceRecord[]>,
  grouping: Grouping | undefined,
  sort: SortOptions,
): AsyncIterable<readonly RecordGroup[]> {
  if (!grouping) {
    for await (const records of source) yield records.map((record) => ({ records: [record] }));
    return;
  }
  if (grouping.consecutive) {
    yield* adjacent(inFileOrder(source, grouping));
    return;
  }
  const loose: RecordGroup[] = [];
  async function* keyed(): AsyncIterable<KeyedRecord[]> {
    for await (const records of source) {
      const batch: KeyedRecord[] = [];
      for (const record of records) {
        const key = keyOf(record, grouping);
        if (key !== '') batch.push({ key, record });
        else if (loose.length < MOST_RECORDS) loose.push(alone(record));
        else
          throw new RangeError(
            `More than ${MOST_RECORDS} records have no key to be grouped by: the mapping does not fit the file.`,
          );
      }
      yield batch;
    }
  }
  yield* adjacent(batches(sortRecords(keyed(), sort)));
  if (loose.length > 0) yield loose;
}

async function* inFileOrder(source: AsyncIterable<readonly SourceRecord[]>, grouping: Grouping): AsyncIterable<KeyedRecord[]> {
  for await (const records of source) yield records.map((record) => ({ key: keyOf(record, grouping), record }));
}

async function* batches(records: AsyncIterable<KeyedRecord>): AsyncIterable<KeyedRecord[]> {
  let batch: KeyedRecord[] = [];
  for await (const record of records) {
    if (batch.push(record) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* adjacent(source: AsyncIterable<readonly KeyedRecord[]>): AsyncIterable<readonly RecordGroup[]> {
  let open: { readonly key: string; readonly records: [SourceRecord, ...SourceRecord[]]; problem?: string } | undefined;
  for await (const batch of source) {
    const done: RecordGroup[] = [];
    for (const { key, record } of batch) {
      const same = open !== undefined && key !== '' && open.key === key;
      if (open && same && open.records.length < MOST_RECORDS) {
        open.records.push(record);
        continue;
      }
      const tooMany = same ? `more than ${MOST_RECORDS} records have the same key` : undefined;
      if (open && tooMany !== undefined) open.problem = tooMany;
      if (open) done.push(open);
      open = undefined;
      if (key === '') done.push(alone(record));
      else open = { key, records: [record], ...(tooMany === undefined ? {} : { problem: tooMany }) };
    }
    if (done.length > 0) yield done;
  }
  if (open) yield [open];
}

function keyOf(record: SourceRecord, grouping: Grouping | undefined): string {
  return record.broken || !grouping ? '' : grouping.key(record.values);
}

function alone(record: SourceRecord): RecordGroup {
  return { records: [record], ...(record.broken ? {} : { problem: 'the record has no value to be grouped by' }) };
}
