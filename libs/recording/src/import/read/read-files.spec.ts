import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvRecords } from './csv-records.js';
import { parseMapping } from '../mapping/mapping.js';
import { ndjsonRecords } from './ndjson-records.js';
import { inspectFile, textOf } from './open-text.js';
import type { SourceRecord } from './source-record.js';

const format = (input: string) => parseMapping(`input: ${input}\ntouchpoint: {}`, 'csv').input;

describe('reading a file', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'read-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function csv(content: string | Buffer, input = '{}'): Promise<{ columns: readonly string[]; records: SourceRecord[] }> {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    const file = await inspectFile(path);
    const { encoding } = format(input);
    const source = await csvRecords(() => textOf(file, encoding, () => undefined), format(input));
    const records: SourceRecord[] = [];
    for await (const batch of source.records()) records.push(...batch);
    return { columns: source.columns.names, records };
  }
  const values = async (content: string | Buffer, input?: string): Promise<unknown> =>
    (await csv(content, input)).records.map((record) => record.values);

  it('takes a byte order mark, Windows line ends, blanks, quotes and line breaks inside them', async () => {
    const { columns, records } = await csv('\ufeffname, city\r\nAda, "1 Mill\nLane"\r\n\r\nBo,"say ""hi"""\r\n');
    expect(columns).toEqual(['name', 'city']);
    expect(records).toEqual([
      { number: 1, values: ['Ada', '1 Mill\nLane'] },
      { number: 2, values: ['Bo', 'say "hi"'] },
    ]);
  });

  it('takes gzip by its first bytes, whatever the file is called', async () => {
    expect(await values(gzipSync('a,b\n1,2\n'))).toEqual([['1', '2']]);
  });

  it('takes another delimiter, another encoding and columns named in the mapping', async () => {
    const content = Buffer.from('J\u00fcrgen;K\u00f6ln\n', 'latin1');
    expect(await values(content, '{ delimiter: ";", encoding: latin1, columns: [name, city] }')).toEqual([
      ['J\u00fcrgen', 'K\u00f6ln'],
    ]);
  });

  it('says what to do where a file is not UTF-8', async () => {
    await expect(values(Buffer.from('a\nJ\u00fcrgen\n', 'latin1'))).rejects.toThrow('encoding: latin1');
  });

  it('takes a quote in the middle of a value for a part of it', async () => {
    expect(await values('a,b\n5" pipe,x\n')).toEqual([['5" pipe', 'x']]);
  });

  it('marks a row with too many or too few values and goes on', async () => {
    const { records } = await csv('a,b\n1\n1,2,3\n1,2\n');
    expect(records.map((record) => record.broken?.problem)).toEqual([
      'the row has 1 values for 2 columns',
      'the row has 3 values for 2 columns',
      undefined,
    ]);
    expect(records[1]?.broken?.text).toBe('["1","2","3"]');
  });

  it('fills up short rows where the mapping wants it so', async () => {
    const { records } = await csv('a,b\n1\n', '{ shortRows: fill }');
    expect(records[0]?.broken).toBeUndefined();
  });

  it.each([
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', 'The file is no CSV'],
    ['nothing in it', '', 'The file is empty'],
    ['gzip that was cut off', gzipSync('a,b\n1,2\n').subarray(0, 15), 'cannot be read to its end'],
  ])('stops with a message at %s', async (_name, content, message) => {
    await expect(values(content)).rejects.toThrow(message);
  });

  it('stops with a message where there is no file', async () => {
    await expect(inspectFile(join(folder, 'nowhere.csv'))).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('reads every record of a file that is larger than what is read at once', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) => `${index},"a ""b"", ${'c'.repeat(50)}"`);
    const { records } = await csv(`n,text\n${rows.join('\n')}`);
    expect(records).toHaveLength(6000);
    expect(
      records.every(
        (record, index) =>
          record.number === index + 1 && record.values[0] === String(index) && record.values[1] === `a "b", ${'c'.repeat(50)}`,
      ),
    ).toBe(true);
  });

  it('keeps numbers in NDJSON as they are written, whatever JavaScript would make of them', async () => {
    async function* text(): AsyncIterable<string> {
      yield '{"id":12345678901234567890,"of":{"id":[-12345678901234567891, 1.50,1e3,-0,7]}}\n';
      yield '{"id":9007199254740993,"text":"12345678901234567890 \\" ","of":{"id":[]}}\n{"id":12}\n12345678901234567890';
    }
    const source = ndjsonRecords(text);
    for (const name of ['id', 'of.id[0]', 'of.id[3]', 'of', 'text']) source.columns.indexOf(name);
    const records: SourceRecord[] = [];
    for await (const batch of source.records()) records.push(...batch);
    expect(records.map((record) => record.values)).toEqual([
      ['12345678901234567890', '-12345678901234567891', '-0', '{"id":[-12345678901234567891,1.50,1e3,-0,7]}', ''],
      ['9007199254740993', '', '', '{"id":[]}', '12345678901234567890 "'],
      ['12', '', '', '', ''],
      ['', '', '', '', ''],
    ]);
  });

  it('reads paths in NDJSON and marks a line that is no JSON', async () => {
    async function* text(): AsyncIterable<string> {
      yield '{"a":{"b":[{"c":" x "}]},"n":1.50,"t":true,"z":null}\n\n{"a":';
      yield '1}\nbroken\r\n{}';
    }
    const source = ndjsonRecords(text);
    for (const name of ['a.b[0].c', 'n', 't', 'z', 'a']) source.columns.indexOf(name);
    const records: SourceRecord[] = [];
    for await (const batch of source.records()) records.push(...batch);
    expect(records).toEqual([
      { number: 1, values: ['x', '1.50', 'true', '', '{"b":[{"c":" x "}]}'] },
      { number: 3, values: ['', '', '', '', '1'] },
      { number: 4, values: [], broken: { problem: 'the line is not JSON', text: 'broken' } },
      { number: 5, values: ['', '', '', '', ''] },
    ]);
  });
});
