import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrateFile, readableStateOf, stateOf } from '#sqlite';
import { readMasterKey } from '../keys/master-key.js';
import { UNFINISHED_TRANSFER } from '../unfinished-transfer.js';
import type { VaultTransfer, VaultTransferTarget } from '../vault-transfer.js';
import { createPrivateFile, FOR_READING, FOR_WRITING, missing } from './open-sqlite-vault.js';
import { refuseOtherNormaliser, VAULT } from './schema.js';
import { SqliteTransfer } from './sqlite-transfer.js';
import { SqliteTransferTarget } from './sqlite-transfer-target.js';
import { asVaultError } from './vault-database.js';

export interface SqliteTransferOptions {
  readonly path: string;
  /** The folder of the master key, which must be there. */
  readonly keysDir: string;
}

/**
 * Opens the vault at `path` to be moved somewhere else, or to be compared; it is not written.
 * @throws VaultUnavailableError `missing`, `damaged`, `newer-version`, `older-version`, and for a master key that is missing or readable by others
 */
export function openSqliteTransfer({ path, keysDir }: SqliteTransferOptions): VaultTransfer {
  const master = readMasterKey(keysDir);
  if (!existsSync(path)) throw missing(path);
  return opened(path, true, (sql) => {
    if (readableStateOf(sql, path, VAULT) === 'empty') throw missing(path);
    refuseOtherNormaliser(sql);
    return new SqliteTransfer(sql, master);
  });
}

/**
 * Opens the vault at `path` as the target of a transfer, under the same master key. Where there is none it is made without
 * keys, and no server opens it before the transfer is finished.
 * @throws VaultUnavailableError as `openSqliteTransfer`
 */
export function openSqliteTransferTarget({ path, keysDir }: SqliteTransferOptions): VaultTransferTarget {
  const master = readMasterKey(keysDir);
  createPrivateFile(path);
  return opened(path, false, (sql) => {
    migrateFile(sql, path, VAULT, {
      onCreate: () => sql.prepare('INSERT INTO meta (name, value) VALUES (?, 1)').run(UNFINISHED_TRANSFER),
    });
    refuseOtherNormaliser(sql);
    return new SqliteTransferTarget(sql, master);
  });
}

function opened<T>(path: string, readonly: boolean, open: (sql: Database.Database) => T): T {
  try {
    const sql = new Database(path, { readonly, timeout: 5_000 });
    try {
      stateOf(sql, path, VAULT);
      for (const setting of readonly ? FOR_READING : FOR_WRITING) sql.pragma(setting);
      return open(sql);
    } catch (error) {
      sql.close();
      throw error;
    }
  } catch (error) {
    throw asVaultError(error, path);
  }
}
