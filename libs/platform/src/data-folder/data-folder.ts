import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isInside } from '../configuration/load-configuration.js';
import { errorCode } from '../errors.js';
import { readIfThere, writeDurably } from '../durable-file.js';
import { DataFolderBusyError, DataFolderUnusableError, folderError, NewerDataFolderError } from './data-folder-errors.js';

/** The layout of the data folder that this version reads and writes. */
const FORMAT = 1;
const OTHERS_MAY_USE = 0o077;

/** A data folder locked for this process until `close`, or until the process ends in any way. */
export interface DataFolder {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  readonly keysPath: string;
  /** True when this call made it. */
  readonly created: boolean;
  /** Folders that others could use until now: they are their owner's alone. */
  readonly narrowed: readonly string[];
  /** Releases the lock. Close the files in the folder first. */
  close(): void;
}

/**
 * Makes the folders where they are missing, lets nobody but their owner use them, locks the data folder for this process and checks
 * its format. The lock is an open transaction on `lock.db`: the kernel releases it when the process dies, so no stale lock
 * remains. Nothing else in this process may open `lock.db`: closing it would free the lock.
 * @param createdBy written into a new folder, for instance `touchstone 0.1.0`
 * @throws DataFolderBusyError NewerDataFolderError DataFolderUnusableError
 */
export function openDataFolder(dataPath: string, keysPath: string, createdBy: string): DataFolder {
  const path = makeFolder(dataPath, 'TOUCHSTONE_DATA');
  const lock = takeLock(path);
  try {
    const created = checkFormat(path, createdBy);
    const keys = makeFolder(keysPath, 'TOUCHSTONE_KEYS');
    if (isInside(keys, path) || isInside(path, keys)) {
      throw new DataFolderUnusableError(
        `The keys folder ${keys} and the data folder ${path} must not lie inside each other. Choose another TOUCHSTONE_KEYS.`,
      );
    }
    const narrowed = [path, join(path, 'views'), keys].filter((folder) => existsSync(folder) && narrow(folder));
    return { path, keysPath: keys, created, narrowed, close: () => lock.close() };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function makeFolder(path: string, setting: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  } catch (error) {
    throw folderError(path, setting, error);
  }
}

/** Lets nobody but its owner use a folder; true where somebody could. @throws DataFolderUnusableError where that is not ours to say */
function narrow(path: string): boolean {
  if (process.platform === 'win32' || (statSync(path).mode & OTHERS_MAY_USE) === 0) return false;
  try {
    chmodSync(path, 0o700);
    return true;
  } catch (error) {
    throw new DataFolderUnusableError(`Other users may use the folder ${path}. Allow only its owner: chmod 700 ${path}`, {
      cause: error,
    });
  }
}

function takeLock(path: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(path, 'lock.db'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (errorCode(error)?.startsWith('SQLITE_BUSY')) throw new DataFolderBusyError(path);
    throw folderError(path, 'TOUCHSTONE_DATA', error);
  }
}

/** True when the folder was new. */
function checkFormat(path: string, createdBy: string): boolean {
  const file = join(path, 'format.json');
  try {
    const text = readIfThere(file);
    if (text === undefined) {
      refuseForeign(path);
      writeDurably(file, `${JSON.stringify({ format: FORMAT, createdBy })}\n`);
      return true;
    }
    const { format, madeBy } = readFormat(text, file);
    if (format > FORMAT) throw new NewerDataFolderError(path, format, madeBy);
    return false;
  } catch (error) {
    throw folderError(path, 'TOUCHSTONE_DATA', error);
  }
}

function readFormat(text: string, file: string): { format: number; madeBy: string } {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && 'format' in content && Number.isInteger(content.format)) {
      const madeBy =
        'createdBy' in content && typeof content.createdBy === 'string' ? content.createdBy.slice(0, 100) : 'an unknown version';
      return { format: Number(content.format), madeBy };
    }
  } catch {
    // Reported below, like any other content that is not a format.
  }
  throw new DataFolderUnusableError(`${file} is damaged. Restore it from a backup; its content is {"format":1}.`);
}

/** Refuses a folder with other files in it: most likely a mistake in TOUCHSTONE_DATA. */
function refuseForeign(path: string): void {
  const foreign = readdirSync(path).filter(
    (name) => !name.startsWith('.') && !/^(?:lost\+found|lock\.db.*|format\.json.*)$/.test(name),
  );
  if (foreign.length === 0) return;
  throw new DataFolderUnusableError(
    `The folder ${path} (TOUCHSTONE_DATA) is not empty and has no format.json, so it is no data folder of Touchstone, or not a whole one. Choose an empty folder, or restore the missing files from a backup.`,
  );
}
