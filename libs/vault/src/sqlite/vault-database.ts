import type Database from 'better-sqlite3';
import { isDiskFull, sqliteCode, SqliteFileError } from '#sqlite';
import { VaultUnavailableError } from '../vault.js';

/**
 * The connection and its transactions. The writes of a call are one transaction, begun with the first write, so that a call
 * which only reads begins none. While a transaction of several calls runs, other calls wait for its end.
 */
export class VaultDatabase {
  readonly sql: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #onEnter: () => void;
  readonly #onRollback: () => void;
  #held: Promise<void> | undefined;
  #begun = false;
  #failure: unknown;

  /** `onEnter` runs before every call and after each begin; `onRollback` after a rollback. */
  constructor(sql: Database.Database, hooks: { readonly onEnter: () => void; readonly onRollback: () => void }) {
    this.sql = sql;
    this.#begin = sql.prepare('BEGIN IMMEDIATE');
    this.#commit = sql.prepare('COMMIT');
    this.#rollback = sql.prepare('ROLLBACK');
    this.#onEnter = hooks.onEnter;
    this.#onRollback = hooks.onRollback;
  }

  /**
   * To be called before a write; from here on no other process writes until the end. True where it began the transaction:
   * what was read before may have changed.
   */
  beforeWrite(): boolean {
    if (this.#begun) return false;
    if (this.sql.readonly) throw new VaultUnavailableError('readonly', 'This vault was opened for reading only.');
    this.#begin.run();
    this.#begun = true;
    this.#onEnter();
    return true;
  }

  /** One call: all that `work` writes is durable when it resolves, or nothing is kept. */
  async once<T>(work: () => T): Promise<T> {
    while (this.#held) await this.#held;
    try {
      this.#enter();
      const result = work();
      this.#end();
      return result;
    } catch (error) {
      throw this.#undo(error);
    }
  }

  /** Several calls as one commit; each goes through `within`. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#held) await this.#held;
    let release: (() => void) | undefined;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    try {
      this.#enter();
      const result = await work();
      if (this.#failure !== undefined) throw this.#failure;
      this.#end();
      return result;
    } catch (error) {
      throw this.#undo(error);
    } finally {
      this.#failure = undefined;
      this.#held = undefined;
      release?.();
    }
  }

  /** A call inside `together`. If the database fails it, the whole transaction fails, also where `work` catches the error. */
  within<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (sqliteCode(error) !== undefined) this.#failure = error;
      throw asVaultError(error, this.sql.name);
    }
  }

  async close(): Promise<void> {
    while (this.#held) await this.#held;
    this.sql.close();
  }

  #enter(): void {
    if (!this.sql.open) throw new VaultUnavailableError('closed', 'The vault was closed.');
    this.#onEnter();
  }

  #end(): void {
    if (!this.#begun) return;
    this.#commit.run();
    this.#begun = false;
  }

  #undo(error: unknown): unknown {
    if (this.#begun) {
      this.#begun = false;
      if (this.sql.inTransaction) this.#rollback.run();
      this.#onRollback();
    }
    return asVaultError(error, this.sql.name);
  }
}

/** Errors of SQLite over the vault at `path` in the port's words; others stay as they are. */
export function asVaultError(error: unknown, path: string): unknown {
  const options = { cause: error };
  if (error instanceof SqliteFileError && error.code !== 'migration-failed')
    return new VaultUnavailableError(error.code === 'not-ours' ? 'damaged' : error.code, error.message, options);
  const code = sqliteCode(error);
  if (code === undefined) return error;
  if (isDiskFull(error, path)) {
    return new VaultUnavailableError(
      'disk-full',
      'The disk of the vault is full. Nothing of this call was kept; free some space and repeat it.',
      options,
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new VaultUnavailableError(
      'busy',
      'Another process held the vault for too long. Nothing of this call was kept; repeat it.',
      options,
    );
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new VaultUnavailableError('readonly', 'The vault cannot be written: its file or folder is read-only.', options);
  }
  if (code === 'SQLITE_CANTOPEN') {
    return new VaultUnavailableError('missing', 'The vault is not there, or its folder cannot be read.', options);
  }
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
    return new VaultUnavailableError(
      'damaged',
      `The vault ${path} cannot be read or written (${code}): the file is damaged, or its disk fails. Stop Touchstone, keep a copy of the file and its -wal file as they are, and restore the last backup of the vault.`,
      options,
    );
  }
  return error;
}
