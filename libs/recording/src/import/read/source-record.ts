import type { Columns, Row } from '../mapping/columns.js';

/** One record of the imported file. */
export interface SourceRecord {
  /** Its place in the file: 1 = the first record, or the first line of NDJSON. */
  readonly number: number;
  readonly values: Row;
  /** The record could not be read as one; `text` is what stands in the file. */
  readonly broken?: { readonly problem: string; readonly text: string };
}

/** A file that is being read, record by record. */
export interface RecordSource {
  readonly columns: Columns;
  /** Batches in the file's order; memory stays bounded, whatever the size of the file. */
  records(): AsyncIterable<readonly SourceRecord[]>;
  /** The whole record for the quarantine. */
  describe(record: SourceRecord): unknown;
}
