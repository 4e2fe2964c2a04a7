import type { Statement } from 'better-sqlite3';
import type { Handle } from '#events';
import { foreignName, type InstallationName, type VaultInstallation } from '../installation.js';
import type { KeyRing } from './key-ring.js';
import type { VaultDatabase } from './vault-database.js';

interface Row {
  readonly id: string;
  readonly mac: Buffer;
  readonly confirmed: number;
}

/** The vault's part of the installation's name, in its SQLite file. */
export class SqliteInstallation implements VaultInstallation {
  readonly #database: VaultDatabase;
  readonly #ring: KeyRing;
  readonly #read: Statement<[], Row>;
  readonly #hasKey: Statement<[string], number>;

  constructor(database: VaultDatabase, ring: KeyRing) {
    this.#database = database;
    this.#ring = ring;
    this.#read = database.sql.prepare('SELECT id, mac, confirmed FROM installation');
    this.#hasKey = database.sql.prepare<[string], number>('SELECT 1 FROM hub_keys WHERE hub = ?').pluck();
  }

  async name(): Promise<InstallationName | undefined> {
    return this.#database.once(() => this.#name());
  }

  async give(id: string): Promise<InstallationName> {
    return this.#database.once(() => {
      this.#database.beforeWrite();
      this.#database.sql
        .prepare('INSERT INTO installation (id, mac, confirmed) SELECT ?, ?, 0 WHERE NOT EXISTS (SELECT 1 FROM installation)')
        .run(id, this.#ring.signInstallation(id));
      return this.#name() ?? { id, confirmed: false };
    });
  }

  async confirm(): Promise<void> {
    await this.#database.once(() => {
      this.#database.beforeWrite();
      this.#database.sql.exec('UPDATE installation SET confirmed = 1');
    });
  }

  async withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]> {
    return this.#database.once(() => [...new Set(hubs)].filter((hub) => this.#hasKey.get(hub) === undefined));
  }

  async hasKeys(): Promise<boolean> {
    return this.#database.once(() => this.#database.sql.prepare('SELECT 1 FROM hub_keys LIMIT 1').get() !== undefined);
  }

  #name(): InstallationName | undefined {
    const row = this.#read.get();
    if (!row) return undefined;
    if (!row.mac.equals(this.#ring.signInstallation(row.id))) throw foreignName();
    return { id: row.id, confirmed: row.confirmed === 1 };
  }
}
