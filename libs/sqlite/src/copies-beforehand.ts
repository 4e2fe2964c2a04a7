import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { FileFormat } from './file-format.js';
import { isDiskFull, SqliteFileError } from './sqlite-errors.js';

const MEGABYTE = 1_000_000;

/** Where the copy is kept of a file as it was before a step: `vault.db.before-2`. */
export function copyPath(path: string, step: number): string {
  return `${path}.before-${step}`;
}

/**
 * Copies a file to `copyPath`, for its owner alone. To be called by who holds the file's write lock, so that the copy is
 * exactly what the step finds. The copy is there whole and durable when this returns. One of an earlier attempt stays until
 * then, and is replaced in one step: the file was not changed since, or was recorded into by the version before.
 * @throws SqliteFileError `disk-full`; and what SQLite reports of a file that cannot be read to its end
 */
export function copyBeforehand(path: string, step: number, format: FileFormat): void {
  const copy = copyPath(path, step);
  const draft = `${copy}.new`;
  for (const part of [draft, `${draft}-journal`]) rmSync(part, { force: true });
  const source = new Database(path, { readonly: true });
  try {
    requireRoom(source, path, format);
    closeSync(openSync(draft, 'wx', 0o600));
    source.prepare('VACUUM INTO ?').run(draft);
    sync(draft, 'r+');
    renameSync(draft, copy);
    syncFolder(dirname(path));
  } catch (error) {
    for (const part of [draft, `${draft}-journal`]) rmSync(part, { force: true });
    const isFull = isDiskFull(error, path) || (error instanceof Error && 'code' in error && error.code === 'ENOSPC');
    throw isFull ? noRoom(path, format, 'the disk became full', error) : error;
  } finally {
    source.close();
  }
}

/** Removes every copy of a file, whole or not; durable when it returns. */
export function removeCopies(path: string): void {
  const folder = dirname(path);
  const copies = readdirSync(folder).filter((name) => name.startsWith(`${basename(path)}.before-`));
  for (const name of copies) rmSync(join(folder, name), { force: true });
  if (copies.length > 0) syncFolder(folder);
}

/** Looked at beforehand, so that a copy which cannot be finished does not fill the disk first. */
function requireRoom(source: Database.Database, path: string, format: FileFormat): void {
  const setting = (name: string): number => Number(source.pragma(name, { simple: true }));
  const needed = (setting('page_count') - setting('freelist_count')) * setting('page_size');
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = bavail * bsize;
  if (free >= needed) return;
  const inMegabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  throw noRoom(path, format, `it takes ${inMegabytes(needed)} MB, and ${inMegabytes(free)} MB are free`);
}

function noRoom(path: string, { name }: FileFormat, why: string, cause?: unknown): SqliteFileError {
  return new SqliteFileError(
    'disk-full',
    `The ${name} ${path} is of an older version and is copied before it is brought up to date, but there is no room for the copy: ${why}. Nothing was changed. Make room on that disk and start again; until then the version before still opens it.`,
    { cause },
  );
}

function syncFolder(path: string): void {
  // Windows cannot open a folder; its renames need no such help.
  if (process.platform !== 'win32') sync(path, 'r');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
