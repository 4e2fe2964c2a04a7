import { once } from 'node:events';
import { CsvError, parse, type Parser } from 'csv-parse';
import { CommandError } from '#cli';
import type { Row } from '../mapping/columns.js';
import type { InputFormat } from '../mapping/mapping.js';
import type { RecordSource, SourceRecord } from './source-record.js';

/** A record longer than this has an unclosed quote somewhere. */
const LONGEST = 16_000_000;

/**
 * Reads a CSV file whose first record names the columns, unless the format does. A row with too many or (unless the
 * format fills it up) too few values is a broken record; the rest goes on. A quote in the middle of a value is part of it.
 * @throws CommandError where there is nothing in the file, or a quote is never closed
 */
export async function csvRecords(text: () => AsyncIterable<string>, format: InputFormat): Promise<RecordSource> {
  const names = format.columns ?? (await firstRow(text(), format));
  const places = new Map(names.map((name, index) => [name, index]));
  return {
    columns: { names, indexOf: (name) => places.get(name) },
    async *records() {
      let number = format.columns ? 0 : -1;
      for await (const batch of rows(text(), format)) {
        const records: SourceRecord[] = [];
        for (const row of batch) {
          if (number++ >= 0) records.push(toRecord(number, row, names.length, format));
        }
        yield records;
      }
    },
    describe: (record) =>
      record.broken?.text ?? Object.fromEntries(names.map((name, index) => [name, record.values[index] ?? ''])),
  };
}

function toRecord(number: number, row: Row, width: number, format: InputFormat): SourceRecord {
  if (row.length === width || (row.length < width && format.shortRows === 'fill')) return { number, values: row };
  const problem = `the row has ${row.length} values for ${width} columns`;
  return { number, values: row, broken: { problem, text: JSON.stringify(row) } };
}

async function firstRow(text: AsyncIterable<string>, format: InputFormat): Promise<Row> {
  for await (const [row] of rows(text, format)) if (row) return row;
  throw new CommandError('unreadable-file', 'The file is empty.');
}

/** What the parser made of each piece of text. */
async function* rows(text: AsyncIterable<string>, format: InputFormat): AsyncIterable<Row[]> {
  const parser = parse({
    delimiter: format.delimiter,
    quote: format.quote,
    trim: format.trim,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST,
  });
  let failure: Error | undefined;
  parser.on('error', (error) => (failure = error));
  try {
    for await (const piece of text) {
      parser.write(piece);
      const batch = drain(parser);
      if (failure) break;
      if (batch.length > 0) yield batch;
      if (parser.writableNeedDrain) await once(parser, 'drain');
    }
    const last = failure ? [] : await finish(parser);
    if (last.length > 0) yield last;
  } catch (error) {
    failure ??= error instanceof CsvError ? error : undefined;
    if (!failure) throw error;
  } finally {
    parser.destroy();
  }
  if (failure) throw new CommandError('unreadable-file', `The file is no CSV: ${failure.message}`, { cause: failure });
}

async function finish(parser: Parser): Promise<Row[]> {
  const last: Row[] = [];
  parser.on('readable', () => last.push(...drain(parser)));
  const ended = once(parser, 'end');
  parser.end();
  await ended;
  return last;
}

function drain(parser: Parser): Row[] {
  const batch: Row[] = [];
  for (let row = parser.read() as Row | null; row !== null; row = parser.read() as Row | null) batch.push(row);
  return batch;
}
