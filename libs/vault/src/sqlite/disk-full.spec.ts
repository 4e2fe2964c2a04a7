import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteVault } from './open-sqlite-vault.js';
import type { SqliteVault } from './sqlite-vault.js';

const disk = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const keysDir = mkdtempSync(join(tmpdir(), 'touchstone-keys-'));
const mounted = mountSmallDisk();

/** A file system of 3 MB; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  const piece = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(descriptor, piece);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}

afterAll(() => {
  if (mounted) execFileSync('/bin/umount', ['--lazy', disk]);
  for (const folder of [disk, keysDir]) rmSync(folder, { recursive: true });
});

(mounted ? describe : describe.skip)(`A vault on a full disk${mounted ? '' : ' (needs root to mount a small one)'}`, () => {
  const path = join(disk, 'vault.db');
  const ballast = join(disk, 'ballast');
  const people = (from: number) => Array.from({ length: 500 }, (_, n) => ({ type: 'email', value: `p${from + n}@example.org` }));
  const FULL = { code: 'disk-full', message: expect.stringMatching(/disk of the vault is full.*free some space/) as string };

  it('says so while it is written and when it is opened, is never called damaged, and goes on once there is room', async () => {
    let vault: SqliteVault = openSqliteVault({ path, keysDir });
    const kept = await vault.handles(people(0));
    fill(ballast);
    await expect(vault.handles(people(1000))).rejects.toMatchObject(FULL);
    expect(await vault.find(people(0))).toEqual(kept.map((each) => expect.objectContaining({ handle: each?.handle })));
    rmSync(ballast);
    const more = await vault.handles(people(1000));
    await vault.close();

    // Opening it takes room for the memory that the connections share.
    fill(ballast);
    expect(() => openSqliteVault({ path, keysDir })).toThrow(expect.objectContaining(FULL));
    rmSync(ballast);
    vault = openSqliteVault({ path, keysDir });
    expect(await vault.find(people(1000))).toEqual(more.map((each) => expect.objectContaining({ handle: each?.handle })));
    await vault.close();
  });
});
