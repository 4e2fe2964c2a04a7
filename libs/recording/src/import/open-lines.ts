import { mappedLines, plainLines, type LineCounts } from './import-lines.js';
import type { SortOptions } from './group/sort-records.js';
import { CommandError } from '#cli';
import { formatOf, openMapped } from './read/open-records.js';
import { inspectFile, type TextFile } from './read/open-text.js';
import type { LineInput } from './touchpoint-sink.js';

/** `sorting`: the whole file is read first, to put together what belongs together. `part` of the phase is done, 0 to 1. */
export interface ReadingProgress {
  readonly phase: 'recording' | 'sorting';
  readonly part: number;
}

/** A file that is ready to be imported. */
export interface OpenedLines {
  readonly file: TextFile;
  /** The other files that the mapping reads. */
  readonly tables: readonly TextFile[];
  /** How far reading has got. */
  progress(): ReadingProgress;
  /** The lines from number `skip` on. */
  lines(skip: number, sort: SortOptions): AsyncIterable<readonly LineInput[]>;
}

/**
 * Opens a file and, where one is given, the text of its mapping.
 * @throws MappingError CommandError
 */
export async function openLines(path: string, mapping: string | undefined): Promise<OpenedLines> {
  const file = await inspectFile(path);
  let bytes = 0;
  const onBytes = (read: number) => (bytes = read);
  const partRead = () => Math.min(1, bytes / Math.max(1, file.bytes));
  if (mapping === undefined) {
    if (formatOf(path) === 'csv')
      throw new CommandError('invalid-mapping', `--mapping is missing: ${path} is not NDJSON (.ndjson, .jsonl)`);
    return {
      file,
      tables: [],
      progress: () => ({ phase: 'recording', part: partRead() }),
      lines: (skip) => plainLines(file, onBytes, skip),
    };
  }
  const mapped = await openMapped(file, mapping, onBytes);
  const counts: LineCounts = { read: 0, given: 0 };
  const sorts = mapped.mapping.group !== undefined && !mapped.mapping.group.consecutive;
  const tables = await Promise.all(mapped.mapping.tables.map((table) => inspectFile(table)));
  return {
    file,
    tables,
    progress() {
      if (!sorts) return { phase: 'recording', part: partRead() };
      return counts.given === 0
        ? { phase: 'sorting', part: partRead() }
        : { phase: 'recording', part: counts.given / counts.read };
    },
    lines: (skip, sort) => mappedLines(file, mapped, { skip, sort, counts }),
  };
}
