import { UNFINISHED_TRANSFER } from '../unfinished-transfer.js';
import type { TransferCounters, TransferRow, TransferTable, TransferValue, VaultTransferTarget } from '../vault-transfer.js';
import { identifierDigest, Searchable } from './identifier-registry.js';
import { bodyDigest, openQuarantined } from './sqlite-quarantine.js';
import { SqliteTransfer } from './sqlite-transfer.js';
import { parseProfile } from '../kept-profile.js';
import { profileDigest, wordsOf } from './stated-profiles.js';

type Stored = Readonly<Record<string, string | number | Buffer | null>>;

/** A vault in a SQLite file as the target of a transfer. */
export class SqliteTransferTarget extends SqliteTransfer implements VaultTransferTarget {
  async begin(): Promise<void> {
    this.guarded(() => this.sql.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, 1)').run(UNFINISHED_TRANSFER));
  }

  async put(table: TransferTable, rows: readonly TransferRow[]): Promise<void> {
    this.forgetKeys();
    this.#atomically(() => {
      const stored = this.#stored(table, rows);
      const names = Object.keys(stored[0] ?? {});
      if (names.length === 0) return;
      const insert = this.sql.prepare<[Stored]>(
        `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
      );
      for (const row of stored) this.#index(table, insert.run(row).lastInsertRowid, row);
    });
  }

  async remove(table: TransferTable, rows: readonly TransferRow[]): Promise<void> {
    this.forgetKeys();
    const where = table.key.map((column) => `${column} = ?`).join(' AND ');
    const remove = this.sql.prepare<unknown[], Stored>(`DELETE FROM ${table.name} WHERE ${where} RETURNING *`);
    this.#atomically(() => {
      for (const row of rows) {
        for (const gone of remove.all(...table.key.map((column) => row[column]))) this.#unindex(table, gone);
      }
    });
  }

  async setCounters({ matched, lastProfileId }: TransferCounters): Promise<void> {
    this.#atomically(() => {
      this.sql.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('matched', ?)").run(matched);
      this.sql.prepare("DELETE FROM sqlite_sequence WHERE name = 'profiles'").run();
      this.sql.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('profiles', ?)").run(lastProfileId);
    });
  }

  async finish(): Promise<void> {
    this.#atomically(() => {
      this.sql.prepare('DELETE FROM meta WHERE name = ?').run(UNFINISHED_TRANSFER);
      this.sql.prepare("UPDATE meta SET value = value + 1 WHERE name = 'generation'").run();
    });
    this.guarded(() => this.sql.pragma('wal_checkpoint(TRUNCATE)'));
  }

  /** The rows with the columns that the file adds to them: digests under the service keys, and what search needs. */
  #stored({ name, columns }: TransferTable, rows: readonly TransferRow[]): Stored[] {
    const plain = rows.map((row) =>
      Object.fromEntries(
        columns.map((column) => [column.name, column.kind === 'bytes' ? bytesOf(row[column.name]) : storable(row[column.name])]),
      ),
    );
    if (name === 'registry') {
      const pepper = this.ring().service('pepper');
      return plain.map(({ by_part: byPart, ...row }) => ({
        ...row,
        digest: identifierDigest(pepper, String(row['type']), String(row['normalised'])),
        searchable: byPart === 1 ? Searchable.byPart : Searchable.whole,
      }));
    }
    if (name === 'profiles') {
      const pepper = this.ring().service('pepper');
      return plain.map((row) => {
        const body = String(row['body']);
        return { ...row, digest: profileDigest(pepper, String(row['hub']), body), words: wordsOf(parseProfile(body)) };
      });
    }
    if (name === 'quarantine') {
      const key = this.ring().service('quarantine');
      return plain.map((row) => ({
        ...row,
        digest: bodyDigest(key, openQuarantined(key, String(row['id']), asBuffer(row['sealed'])).body),
      }));
    }
    return plain;
  }

  #index({ name }: TransferTable, rowid: number | bigint, row: Stored): void {
    if (name === 'registry' && row['searchable'] === Searchable.byPart) {
      this.sql.prepare('INSERT INTO identifier_parts (rowid, normalised) VALUES (?, ?)').run(rowid, row['normalised']);
    }
    if (name === 'profiles' && row['words'] !== null) {
      this.sql.prepare('INSERT INTO profile_words (rowid, words) VALUES (?, ?)').run(rowid, row['words']);
    }
  }

  #unindex({ name }: TransferTable, { id, searchable, normalised, words }: Stored): void {
    if (name === 'registry' && searchable === Searchable.byPart) {
      this.sql
        .prepare("INSERT INTO identifier_parts (identifier_parts, rowid, normalised) VALUES ('delete', ?, ?)")
        .run(id, normalised);
    }
    if (name === 'profiles' && words !== null) {
      this.sql.prepare("INSERT INTO profile_words (profile_words, rowid, words) VALUES ('delete', ?, ?)").run(id, words);
    }
  }

  #atomically(work: () => void): void {
    this.guarded(() => this.sql.transaction(work).immediate());
  }
}

function storable(value: TransferValue | undefined): string | number | null {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}

function bytesOf(value: TransferValue | undefined): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}

function asBuffer(value: string | number | Buffer | null | undefined): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}
