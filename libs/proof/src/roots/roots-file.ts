import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { formatRoot, type KnownRoot, parseRoot } from './known-root.js';

/** A file of roots has a line that is none. */
export class InvalidRootsFileError extends Error {
  readonly code = 'invalid-roots-file';
  constructor(path: string, line: number) {
    super(`Line ${line} of ${path} is not a time and a root, such as 2026-12-01T09:00:00.000Z 1234:5dc9da79...`);
  }
}

/**
 * The roots of a file that is kept where the ledger's disk is not: a line each, time and `SIZE:ROOT`. None where there is no
 * such file.
 * @throws InvalidRootsFileError
 */
export function readRootsFile(path: string): readonly KnownRoot[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const root = parseRoot(line.trim().split(' ').at(-1) ?? '');
      if (!root) throw new InvalidRootsFileError(path, index + 1);
      return [root];
    });
}

/** Adds a root at the end of the file, which it makes where there is none; durable when it returns. Opened for appending alone. */
export function appendToRootsFile(path: string, root: KnownRoot, now: Date): void {
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, `${now.toISOString()} ${formatRoot(root)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
