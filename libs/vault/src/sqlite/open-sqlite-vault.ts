import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrateFile, type MigrationLog, readableStateOf, stateOf } from '#sqlite';
import { createMasterKey, readMasterKey } from '../keys/master-key.js';
import { createNormaliser, type NormaliseOptions } from '../normalise/normalise-identifier.js';
import { UNFINISHED_TRANSFER, unfinishedTransfer } from '../unfinished-transfer.js';
import { VaultUnavailableError } from '../vault.js';
import { KeyRing } from './key-ring.js';
import { refuseOtherNormaliser, VAULT } from './schema.js';
import { SqliteVault } from './sqlite-vault.js';
import { asVaultError } from './vault-database.js';

export interface SqliteVaultOptions extends NormaliseOptions {
  /** The database file; made with its folder where there is none, for this user only. */
  readonly path: string;
  /** The folder of the master key: outside the data folder, so that a copy of the data opens nothing. */
  readonly keysDir: string;
  /** Opens an existing vault without ever writing to it: another connection writes. */
  readonly readonly?: boolean;
  /** Told when the vault is of an older version and is brought up to date, which may take minutes. */
  readonly log?: MigrationLog;
}

/**
 * Opens the vault at `path`, making it and its master key where there is none, and bringing it up to date where it is of an
 * older version: then a copy of it as it was is kept beside it, until something is erased.
 * @throws VaultUnavailableError for a vault that is missing (readonly), damaged, or from a newer or (readonly) an older
 * version, and for a master key that is missing, readable by others, or not this vault's.
 */
export function openSqliteVault(options: SqliteVaultOptions): SqliteVault {
  try {
    return open(options);
  } catch (error) {
    throw asVaultError(error, options.path);
  }
}

function open({ path, keysDir, readonly = false, log, ...normalising }: SqliteVaultOptions): SqliteVault {
  if (readonly && !existsSync(path)) throw missing(path);
  if (!readonly) createPrivateFile(path);
  const sql = new Database(path, { readonly, timeout: 5_000 });
  try {
    const state = readonly ? readableStateOf(sql, path, VAULT) : stateOf(sql, path, VAULT);
    if (state === 'empty' && readonly) throw missing(path);
    if (state === 'empty') createMasterKey(keysDir);
    const master = readMasterKey(keysDir);
    for (const setting of readonly ? FOR_READING : FOR_WRITING) sql.pragma(setting);
    if (!readonly) migrateFile(sql, path, VAULT, { onCreate: () => KeyRing.create(sql, master), log });
    refuseOtherNormaliser(sql);
    refuseUnfinishedTransfer(sql);
    return new SqliteVault(sql, new KeyRing(sql, master), createNormaliser(normalising));
  } catch (error) {
    sql.close();
    throw error;
  }
}

/** `synchronous = FULL`, because a key that is lost after the ledger was written would be lost data. */
export const FOR_WRITING = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'secure_delete = ON',
  'cache_size = -32768',
  'temp_store = MEMORY',
  'wal_autocheckpoint = 4000',
];
export const FOR_READING = ['cache_size = -16384', 'temp_store = MEMORY', 'mmap_size = 2147418112'];

function refuseUnfinishedTransfer(sql: Database.Database): void {
  if (sql.prepare('SELECT 1 FROM meta WHERE name = ?').get(UNFINISHED_TRANSFER)) throw unfinishedTransfer();
}

/** Creates the file with mode 0600; SQLite gives its log and shared-memory files the same mode. */
export function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

export function missing(path: string): VaultUnavailableError {
  return new VaultUnavailableError('missing', `There is no vault at ${path} to read. Start the server that writes it first.`);
}
