import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceRecord } from '../read/source-record.js';
import { splitLines } from '../read/split-lines.js';

/** A record with the key of its group. */
export interface KeyedRecord {
  readonly key: string;
  readonly record: SourceRecord;
}

export interface SortOptions {
  /** Where to put what does not fit in memory; made when needed, removed at the end. */
  readonly folder: string;
  /** How many characters of values to hold in memory. Default 24 million. */
  readonly holdCharacters?: number;
  /** How many parts to merge at once. Default 16. */
  readonly fanIn?: number;
}

/**
 * Sorts records by key, and within a key by their place in the file, in bounded memory: what does not fit goes to
 * sorted parts on the disk, which are then merged.
 */
export async function* sortRecords(
  records: AsyncIterable<readonly KeyedRecord[]>,
  options: SortOptions,
): AsyncIterable<KeyedRecord> {
  const { folder, holdCharacters = 24_000_000, fanIn = 16 } = options;
  const parts: string[] = [];
  let held: KeyedRecord[] = [];
  let characters = 0;
  let made = 0;
  const put = async (sorted: Iterable<KeyedRecord> | AsyncIterable<KeyedRecord>): Promise<string> => {
    if (made === 0) await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `part-${made++}.ndjson`);
    await writePart(path, sorted);
    return path;
  };
  try {
    for await (const batch of records) {
      for (const keyed of batch) {
        held.push(keyed);
        characters += sizeOf(keyed);
      }
      if (characters < holdCharacters) continue;
      parts.push(await put(held.toSorted(inOrder)));
      held = [];
      characters = 0;
    }
    while (parts.length > fanIn) {
      const merged = parts.splice(0, fanIn);
      parts.push(await put(merge(merged.map(readPart))));
      for (const path of merged) await rm(path);
    }
    held.sort(inOrder);
    if (parts.length === 0) yield* held;
    else yield* merge([...parts.map(readPart), iterate(held)]);
  } finally {
    if (made > 0) await rm(folder, { recursive: true, force: true });
  }
}

function inOrder(a: KeyedRecord, b: KeyedRecord): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.record.number - b.record.number;
}

async function* merge(sources: readonly AsyncIterable<KeyedRecord>[]): AsyncIterable<KeyedRecord> {
  const readers = await Promise.all(
    sources.map(async (source) => {
      const iterator = source[Symbol.asyncIterator]();
      return { iterator, head: await iterator.next() };
    }),
  );
  try {
    for (;;) {
      let least: (typeof readers)[number] | undefined;
      for (const source of readers) {
        if (source.head.done) continue;
        if (!least || least.head.done || inOrder(source.head.value, least.head.value) < 0) least = source;
      }
      if (!least || least.head.done) return;
      yield least.head.value;
      least.head = await least.iterator.next();
    }
  } finally {
    for (const { iterator } of readers) await iterator.return?.();
  }
}

async function writePart(path: string, sorted: Iterable<KeyedRecord> | AsyncIterable<KeyedRecord>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    let text = '';
    for await (const { key, record } of sorted) {
      text += `${JSON.stringify([key, record.number, record.values])}\n`;
      if (text.length < 1_000_000) continue;
      await file.write(text);
      text = '';
    }
    await file.write(text);
  } finally {
    await file.close();
  }
}

async function* readPart(path: string): AsyncIterable<KeyedRecord> {
  for await (const lines of splitLines(createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 }), Infinity)) {
    for (const line of lines) {
      const [key, number, values] = JSON.parse(line) as [string, number, string[]];
      yield { key, record: { number, values } };
    }
  }
}

async function* iterate(records: readonly KeyedRecord[]): AsyncIterable<KeyedRecord> {
  yield* records;
}

function sizeOf({ key, record }: KeyedRecord): number {
  let characters = key.length + 60;
  for (const value of record.values) characters += value.length + 20;
  return characters;
}
