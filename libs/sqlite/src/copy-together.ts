import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

/** A file and where its copy goes; there must be nothing yet. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
}

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Bytes copied so far, and in all. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Pages between two looks at the signal: 8 MB. */
const PAGES_AT_ONCE = 2048;

/**
 * Copies SQLite files while other processes write to them, for their owner alone. Each copy is its file at one moment, and the
 * moments follow each other in the order of `files`: what a writer commits to the last file first and to the first file last
 * is never missing in the copy of the last. A copy has no write-ahead log: it is one file. Durable when it resolves; what is there of copies when it rejects is worth nothing.
 * @throws what SQLite reports; the reason of `signal` once it aborts
 */
export async function copyTogether(files: readonly FileCopy[], { signal, onProgress }: CopyOptions): Promise<void> {
  const sources: Database.Database[] = [];
  try {
    const sizes: number[] = [];
    for (const { from } of files) {
      const source = new Database(from, { readonly: true, fileMustExist: true });
      sources.push(source);
      // The moment: a transaction that reads goes on seeing what was there when it first read.
      source.exec('BEGIN');
      const setting = (name: string): number => Number(source.pragma(name, { simple: true }));
      sizes.push(setting('page_count') * setting('page_size'));
    }
    const total = sizes.reduce((sum, size) => sum + size, 0);
    let done = 0;
    for (const [index, { to }] of files.entries()) {
      const size = sizes[index] ?? 0;
      closeSync(openSync(to, 'wx', 0o600));
      await sources[index]?.backup(to, {
        progress({ totalPages, remainingPages }) {
          signal.throwIfAborted();
          onProgress(done + Math.round((size * (totalPages - remainingPages)) / Math.max(1, totalPages)), total);
          return PAGES_AT_ONCE;
        },
      });
      done += size;
      withoutLog(to);
      sync(to);
    }
    onProgress(total, total);
  } finally {
    for (const source of sources) source.close();
  }
}

/** A file that is in the mode of the write-ahead log cannot be read where nothing can be written beside it. */
function withoutLog(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
