import { existsSync, mkdtempSync, rmSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { groupRecords, type RecordGroup } from './group-records.js';
import { sortRecords, type KeyedRecord } from './sort-records.js';

async function* inBatches<T>(items: readonly T[], size: number): AsyncIterable<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('sorting records', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'sort-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the same in little memory as in much, and leaves nothing on the disk', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'ä', 'B', '10', '9', '"\n'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 7 }), async (list, size) => {
        const records: KeyedRecord[] = list.map((key, index) => ({
          key,
          record: { number: index + 1, values: [key, `value ${index}`] },
        }));
        const sorted = records.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.record.number - b.record.number));
        const options = { folder: join(folder, 'parts'), holdCharacters: 300, fanIn: 2 };
        expect(await all(sortRecords(inBatches(records, size), options))).toEqual(sorted);
        expect(existsSync(options.folder)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves nothing on the disk where reading stops half-way', async () => {
    const records: KeyedRecord[] = Array.from({ length: 50 }, (_, index) => ({
      key: String(index),
      record: { number: index, values: ['x'.repeat(50)] },
    }));
    for await (const record of sortRecords(inBatches(records, 5), { folder: join(folder, 'parts'), holdCharacters: 300 })) {
      expect(record.key).toBe('0');
      break;
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('grouping records', () => {
  const records = ['a', 'b', 'a', '', 'b', 'b'].map((key, index) => ({ number: index + 1, values: [key] }));
  const key = (row: readonly string[]): string => row[0] ?? '';
  const numbers = (batches: readonly (readonly RecordGroup[])[]): number[][] =>
    batches.flat().map((group) => group.records.map((record) => record.number));

  it('puts together what stands together, or what belongs together anywhere in the file', async () => {
    const group = async (consecutive: boolean) =>
      numbers(await all(groupRecords(inBatches(records, 2), { key, consecutive }, { folder: tmpdir() })));
    expect(await group(true)).toEqual([[1], [2], [3], [4], [5, 6]]);
    expect(await group(false)).toEqual([[1, 3], [2, 5, 6], [4]]);
  });

  it('names what is wrong with a record that has no key', async () => {
    const groups = (await all(groupRecords(inBatches(records, 6), { key, consecutive: false }, { folder: tmpdir() }))).flat();
    expect(groups.map((group) => group.problem)).toEqual([undefined, undefined, 'the record has no value to be grouped by']);
  });
});
