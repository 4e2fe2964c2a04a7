import { randomBytes } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { decrypt, encrypt } from '../sealing/aes-gcm.js';
import { VaultUnavailableError } from '../vault.js';

const SERVICES = ['pepper', 'fingerprint', 'quarantine'] as const;
type Service = (typeof SERVICES)[number];

/** A key as it is stored: encrypted under the key-encryption key of that version. */
export interface WrappedKey {
  readonly kek: number;
  readonly wrapped: Buffer;
}

/**
 * The key-encryption keys, wrapped by the master key, and the service keys, wrapped by them. New keys are wrapped by the
 * newest.
 */
export class KeyRing {
  readonly #sql: Database;
  readonly #master: Buffer;
  readonly #readKeks: Statement<[], { version: number; wrapped: Buffer }>;
  #keks = new Map<number, Buffer>();
  #newest = 0;

  /** @throws VaultUnavailableError `master-key-wrong` where another master key made this vault. */
  constructor(sql: Database, master: Buffer) {
    this.#sql = sql;
    this.#master = master;
    this.#readKeks = sql.prepare('SELECT version, wrapped FROM kek ORDER BY version');
    this.reload();
  }

  /** The first keys of a new vault. To be called inside the transaction that makes it. */
  static create(sql: Database, master: Buffer): void {
    const ring = new KeyRing(sql, master);
    ring.addKek();
    const insert = sql.prepare('INSERT INTO service_keys (name, kek, wrapped) VALUES (?, ?, ?)');
    for (const service of SERVICES) {
      const { kek, wrapped } = ring.wrap(randomBytes(32), service);
      insert.run(service, kek, wrapped);
    }
  }

  /** The version under which new keys are wrapped. */
  get newest(): number {
    return this.#newest;
  }

  /** Reads the key-encryption keys again, after another process may have rotated them. */
  reload(): void {
    const keks = new Map<number, Buffer>();
    for (const { version, wrapped } of this.#readKeks.iterate()) {
      const key = decrypt(this.#master, wrapped, `kek:${version}`);
      if (key === undefined) {
        throw new VaultUnavailableError(
          'master-key-wrong',
          'The master key is not the one that this vault was made with. Put the right key file in its place; nothing was changed.',
        );
      }
      keks.set(version, key);
      this.#newest = version;
    }
    this.#keks = keks;
  }

  /** `purpose` is bound to the wrapped key: it cannot be unwrapped as the key of something else. */
  wrap(key: Buffer, purpose: string): WrappedKey {
    return { kek: this.#newest, wrapped: encrypt(this.#kek(this.#newest), key, purpose) };
  }

  /** @throws VaultUnavailableError `damaged` */
  unwrap({ kek, wrapped }: WrappedKey, purpose: string): Buffer {
    const key = decrypt(this.#kek(kek), wrapped, purpose);
    if (key === undefined)
      throw new VaultUnavailableError('damaged', 'A key in the vault is damaged. Restore the vault from its backup.');
    return key;
  }

  service(name: Service): Buffer {
    const row = this.#sql.prepare<[string], WrappedKey>('SELECT kek, wrapped FROM service_keys WHERE name = ?').get(name);
    if (!row)
      throw new VaultUnavailableError('damaged', `The vault's ${name} key is missing. Restore the vault from its backup.`);
    return this.unwrap(row, name);
  }

  /** Makes a new key-encryption key the newest. To be called inside a transaction; `reload` if that is rolled back. */
  addKek(): void {
    const version = this.#newest + 1;
    const key = randomBytes(32);
    this.#sql
      .prepare('INSERT INTO kek (version, wrapped) VALUES (?, ?)')
      .run(version, encrypt(this.#master, key, `kek:${version}`));
    this.#keks.set(version, key);
    this.#newest = version;
  }

  /** Re-wraps the service keys under the newest key-encryption key. To be called inside a transaction. */
  rewrapServices(): void {
    const update = this.#sql.prepare('UPDATE service_keys SET kek = ?, wrapped = ? WHERE name = ?');
    for (const service of SERVICES) {
      const { kek, wrapped } = this.wrap(this.service(service), service);
      update.run(kek, wrapped, service);
    }
  }

  /** Deletes the key-encryption keys before the newest. To be called inside a transaction, when no key needs them any more. */
  dropOldKeks(): void {
    this.#sql
      .prepare('DELETE FROM kek WHERE version < @newest AND NOT EXISTS (SELECT 1 FROM hub_keys WHERE kek < @newest)')
      .run({ newest: this.#newest });
    this.reload();
  }

  #kek(version: number): Buffer {
    if (!this.#keks.has(version)) this.reload();
    const key = this.#keks.get(version);
    if (!key)
      throw new VaultUnavailableError(
        'damaged',
        `Key-encryption key ${version} is missing from the vault. Restore the vault from its backup.`,
      );
    return key;
  }
}
