import { statSync } from 'node:fs';
import { join } from 'node:path';
import { BackupError } from './backup-errors.js';
import { digestFile } from './file-digest.js';
import { type Manifest, readManifest } from './manifest.js';
import type { Watched } from './news.js';
import { readLedger } from './read-ledger.js';
import { makeWhole } from './whole-folder.js';

export interface RestoreOptions extends Watched {
  /** The backup's folder. It is only read. */
  readonly from: string;
}

export interface RestoreTo extends RestoreOptions {
  /** The data folder to make: none yet, or an empty one. */
  readonly data: string;
  /** Looks at the folder before it is put in its place; what it throws leaves nothing behind. */
  readonly check: (folder: string) => Promise<void>;
}

/**
 * Makes a data folder of a backup, which is checked on the way: every file against its SHA-256, every event against the root that
 * was noted when the backup was made. It is there whole or not at all. Views are built by whoever opens it.
 * @throws BackupError; LedgerDivergedError; what the file system reports
 */
export async function restoreBackup({ data, check, ...options }: RestoreTo): Promise<Manifest> {
  const manifest = readManifest(options.from);
  await makeWhole(data, async (draft) => {
    await readFiles(manifest, options, draft);
    await requireRoot(manifest, join(draft, 'ledger.db'), options);
    await check(draft);
  });
  return manifest;
}

/**
 * Checks a backup as `restoreBackup` does, and writes nothing.
 * @throws BackupError; LedgerDivergedError; what the file system reports
 */
export async function verifyBackup(options: RestoreOptions): Promise<Manifest> {
  const manifest = readManifest(options.from);
  await readFiles(manifest, options);
  await requireRoot(manifest, join(options.from, 'ledger.db'), options);
  return manifest;
}

async function readFiles({ files }: Manifest, { from, signal, onProgress }: RestoreOptions, copyTo?: string): Promise<void> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name, bytes, sha256 } of files) {
    const path = join(from, name);
    const onBytes = (count: number): void => {
      done += count;
      onProgress({ phase: 'copying', done, part: done / total });
    };
    const isThere = statSync(path, { throwIfNoEntry: false })?.size === bytes;
    const found = isThere
      ? await digestFile(path, { signal, onBytes }, copyTo === undefined ? undefined : join(copyTo, name))
      : undefined;
    if (found?.sha256 !== sha256) {
      throw new BackupError(
        'damaged',
        `${path} is not as it was backed up: it is missing, or its content is another. Use another backup.`,
      );
    }
  }
}

async function requireRoot({ ledger }: Manifest, path: string, watched: Watched): Promise<void> {
  const { size } = await readLedger(path, ledger, watched);
  if (size === ledger.size) return;
  throw new BackupError(
    'damaged',
    `${path} holds ${size} events, and not the ${ledger.size} that were backed up. Use another backup.`,
  );
}
