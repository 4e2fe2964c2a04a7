import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '#platform';
import { BackupError } from './backup-errors.js';

/**
 * Makes a folder that is there whole and durable, for its owner alone, or not at all: `fill` writes into a draft beside it. What
 * an attempt that was killed left is thrown away by the next one.
 * @throws BackupError `not-empty` where the folder is there and holds something
 */
export async function makeWhole<T>(folder: string, fill: (draft: string) => Promise<T>): Promise<T> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new BackupError(
      'not-empty',
      `${folder} is not empty. Name a folder that is not there yet, or move what is in it away.`,
    );
  }
  const draft = `${folder}.unfinished`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    const filled = await fill(draft);
    syncFolder(draft);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(draft, folder);
    syncFolder(dirname(folder));
    return filled;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}
