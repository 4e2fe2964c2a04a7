import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExposedKeysFolderError, folderError } from './data-folder-errors.js';

/** Where it is told that a mode was mended. */
export interface ModesLog {
  warn(fields: object, message: string): void;
}

const FOR_OTHERS = 0o077;

/** The rights that others than the owner have to a file or folder; 0 where there are none, or the system has no such modes. */
export function rightsOfOthers(path: string): number {
  return process.platform === 'win32' ? 0 : statSync(path).mode & FOR_OTHERS;
}

/**
 * Takes from everybody but the owner what rights they have to the data folder and to what is in it, and tells which.
 * @throws DataFolderUnusableError where this user may not do that
 */
export function mendModes(folder: string, log: ModesLog): void {
  try {
    const mended = [folder, ...entriesOf(folder)].filter((path) => {
      if (rightsOfOthers(path) === 0) return false;
      chmodSync(path, statSync(path).mode & 0o700);
      return true;
    });
    if (mended.length > 0) log.warn({ folder, mended }, 'other users had rights to these; now their owner alone has');
  } catch (error) {
    throw folderError(folder, 'TOUCHSTONE_DATA', error);
  }
}

/** Others may have copied the keys already, so this is for a person to decide. @throws ExposedKeysFolderError */
export function refuseExposedKeys(folder: string): void {
  if (rightsOfOthers(folder) !== 0) throw new ExposedKeysFolderError(folder);
}

/** What is in a folder, at any depth; links are left out, as they lead elsewhere. */
function entriesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined || entry.isSymbolicLink() || name === 'lost+found') return [];
    return entry.isDirectory() ? [path, ...entriesOf(path)] : [path];
  });
}
