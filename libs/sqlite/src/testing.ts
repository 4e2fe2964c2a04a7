import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, of a few megabytes in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that is left, until `empty`. */
  fill(): void;
  empty(): void;
  remove(): void;
}

/** Mounts a small disk; `undefined` where this user may not (only root may, as a rule). */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
  const ballast = join(path, 'ballast');
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    fill: () => fill(ballast),
    empty: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync('/bin/umount', ['--lazy', path]);
      rmSync(path, { recursive: true });
    },
  };
}

function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  const piece = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(descriptor, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}
