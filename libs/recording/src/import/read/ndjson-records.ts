import type { Columns } from '../mapping/columns.js';
import type { RecordSource, SourceRecord } from './source-record.js';
import { parseAsWritten, writeAsWritten } from './numbers-as-written.js';
import { splitLines } from './split-lines.js';

/** Reads NDJSON: a column is a path such as `customer.emails[0]`, and a number the text that stands in the file. Lines without anything on them are passed over. */
export function ndjsonRecords(text: () => AsyncIterable<string>): RecordSource {
  const paths = new Map<string, number>();
  const steps: (readonly string[])[] = [];
  const columns: Columns = {
    names: [],
    indexOf(name) {
      const known = paths.get(name);
      if (known !== undefined) return known;
      const path = name.split(/[.[\]]+/).filter((step) => step !== '');
      if (path.length === 0) return undefined;
      paths.set(name, steps.length);
      return steps.push(path) - 1;
    },
  };
  return {
    columns,
    async *records() {
      let number = 0;
      for await (const lines of splitLines(text())) {
        const batch: SourceRecord[] = [];
        for (const line of lines) {
          number++;
          if (line.trim() !== '') batch.push(read(number, line, steps));
        }
        yield batch;
      }
    },
    describe: (record) =>
      record.broken?.text ?? Object.fromEntries([...paths].map(([name, index]) => [name, record.values[index] ?? ''])),
  };
}

function read(number: number, line: string, steps: readonly (readonly string[])[]): SourceRecord {
  try {
    const object = parseAsWritten(line);
    return { number, values: steps.map((path) => valueAt(object, path)) };
  } catch (error) {
    const problem = error instanceof RangeError ? 'the line is nested too deep' : 'the line is not JSON';
    return { number, values: [], broken: { problem, text: line } };
  }
}

function valueAt(object: unknown, path: readonly string[]): string {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return writeAsWritten(value);
}
