import { errorCode } from '../errors.js';
import { StartupError } from '../startup-error.js';

/** Another server has the data folder. Exit code 75. */
export class DataFolderBusyError extends StartupError {
  readonly code = 'data-folder-busy';
  readonly exitCode = 75;
  constructor(path: string) {
    super(
      `Another Touchstone uses the data folder ${path}. Stop that one first, or give this one a folder of its own with TOUCHSTONE_DATA. To import into the running one, import over HTTP.`,
    );
  }
}

/** A newer version of Touchstone wrote the data folder. Exit code 65. */
export class NewerDataFolderError extends StartupError {
  readonly code = 'newer-data-folder';
  readonly exitCode = 65;
  constructor(path: string, format: number, createdBy: string) {
    super(
      `The data folder ${path} has format ${format}, made by ${createdBy}; this version reads format 1 only. Start the newer version. Nothing was changed.`,
    );
  }
}

/** The data folder cannot be used: not writable, full, not a folder, or not Touchstone's. Exit code 74. */
export class DataFolderUnusableError extends StartupError {
  readonly code = 'data-folder-unusable';
  readonly exitCode = 74;
}

/** Others than the owner may use the keys folder. Exit code 78. */
export class ExposedKeysFolderError extends StartupError {
  readonly code = 'keys-folder-exposed';
  readonly exitCode = 78;
  constructor(path: string) {
    super(
      `Other users may look into the keys folder ${path} (TOUCHSTONE_KEYS). Allow only its owner: chmod 700 ${path}. If they may have read the master key, keep backups of the data from them, too.`,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there. Give the user the folder, or choose another',
  EPERM: 'this user may not write there. Give the user the folder, or choose another',
  EROFS: 'the disk is read-only. Mount it writable, or choose another folder',
  ENOSPC: 'the disk is full. Free some space, or choose a folder on another disk',
  EDQUOT: 'the disk quota is used up. Free some space, or choose another folder',
  ENOTDIR: 'a part of the path is a file, not a folder. Choose another folder',
  EEXIST: 'there is a file of that name, not a folder. Choose another folder',
  ENOENT: 'the folder cannot be made there. Choose another folder',
  SQLITE_CANTOPEN: 'this user may not write there. Give the user the folder, or choose another',
  SQLITE_READONLY: 'this user may not write there. Give the user the folder, or choose another',
  SQLITE_FULL: 'the disk is full. Free some space, or choose a folder on another disk',
  SQLITE_NOTADB: 'lock.db in it is damaged. Remove lock.db: it holds no data',
};

/** Maps an error of the file system or of SQLite to one whose message says what to do; other errors are returned unchanged. */
export function folderError(path: string, setting: string, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof StartupError || code === undefined) return error;
  const known = Object.keys(REASONS).find(
    (reason) => code === reason || (reason.startsWith('SQLITE') && code.startsWith(`${reason}_`)),
  );
  const reason = known === undefined ? `the disk answers ${code}` : REASONS[known];
  return new DataFolderUnusableError(`The folder ${path} (${setting}) cannot be used: ${reason}.`, { cause: error });
}
