import { copyFileSync, existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { copyTogether } from '#sqlite';
import { BackupError } from './backup-errors.js';
import { digestFile } from './file-digest.js';
import { type BackedUpFile, type Manifest, writeManifest } from './manifest.js';
import type { Watched } from './news.js';
import { readLedger } from './read-ledger.js';
import { makeWhole } from './whole-folder.js';

/** In this order: the vault last, since it must hold every key that the ledger's copy needs. */
const DATABASES = ['ledger.db', 'vault.db'] as const;
const FORMAT_FILE = 'format.json';

export interface BackupOptions extends Watched {
  /** The data folder; a server may be using it. */
  readonly data: string;
  /** Where the backup goes: no folder yet, or an empty one. */
  readonly to: string;
  /** `touchstone 0.1.0` */
  readonly madeBy: string;
  readonly now: Date;
}

/**
 * Copies ledger and vault of a data folder while a server goes on recording, and reads the copy once to its end. The backup is
 * there whole, with the root of the tree over its events, or not at all. Keys are no part of it: who has it alone can read what
 * the vault has in clear (names and identifiers), and no sealed section.
 * @throws BackupError; LedgerDivergedError where a seal does not agree; StoreUnavailableError where the ledger cannot be read to
 * its end; what SQLite and the file system report
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { data, to, madeBy, now, signal, onProgress } = options;
  for (const name of [...DATABASES, FORMAT_FILE]) {
    if (existsSync(join(data, name))) continue;
    throw new BackupError(
      'no-data',
      `There is no ${name} in ${data}. Name the data folder with --data or TOUCHSTONE_DATA; if a file of it is lost, restore the last backup.`,
    );
  }
  const place = relative(data, to);
  if (place === '' || !(place.startsWith('..') || isAbsolute(place)))
    throw new BackupError(
      'inside',
      `${to} is in the data folder: what damages that would damage the backup. Name another folder.`,
    );
  return makeWhole(to, async (draft) => {
    copyFileSync(join(data, FORMAT_FILE), join(draft, FORMAT_FILE));
    await copyTogether(
      DATABASES.map((name) => ({ from: join(data, name), to: join(draft, name) })),
      { signal, onProgress: (done, total) => onProgress({ phase: 'copying', done, part: done / total }) },
    );
    const ledger = await readLedger(join(draft, 'ledger.db'), undefined, { signal, onProgress });
    const files: BackedUpFile[] = [];
    for (const name of [FORMAT_FILE, ...DATABASES])
      files.push({ name, ...(await digestFile(join(draft, name), { signal, onBytes: () => undefined })) });
    const manifest: Manifest = { madeAt: now.toISOString(), madeBy, files, ledger };
    writeManifest(draft, manifest);
    return manifest;
  });
}
