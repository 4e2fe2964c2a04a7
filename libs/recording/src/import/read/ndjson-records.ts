import type { Columns } from '../mapping/columns.js';
import type { RecordSource, SourceRecord } from './source-record.js';
import { splitLines } from './split-lines.js';

/** Reads NDJSON: a column is a path such as `customer.emails[0]`. Lines without anything on them are passed over. */
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
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    return { number, values: [], broken: { problem: 'the line is not JSON', text: line } };
  }
  return { number, values: steps.map((path) => valueAt(object, path)) };
}

function valueAt(object: unknown, path: readonly string[]): string {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return JSON.stringify(value);
}
