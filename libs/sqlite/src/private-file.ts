import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';

const OTHERS_MAY_USE = 0o077;

/**
 * To be called before a file is opened for writing: makes it where there is none, and lets nobody but its owner use it, nor what
 * SQLite keeps beside it. SQLite gives files that it makes beside it the same mode.
 */
export function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  // Another user's file that we may write is not ours to narrow; its folder is what keeps others out.
  const ours = process.getuid?.();
  for (const each of [path, `${path}-wal`, `${path}-shm`]) {
    const stat = existsSync(each) ? statSync(each) : undefined;
    if (stat && stat.uid === ours && (stat.mode & OTHERS_MAY_USE) !== 0) chmodSync(each, 0o600);
  }
}
