import type { Statement } from 'better-sqlite3';
import type { Handle } from '#events';
import type { InstallationMark, VaultInstallation } from '../installation.js';
import { type StoredMark, verifiedMark } from '../keys/installation-mac.js';
import type { KeyRing } from './key-ring.js';
import type { VaultDatabase } from './vault-database.js';

/** The mark of the installation in the vault's file. */
export class SqliteInstallation implements VaultInstallation {
  readonly #database: VaultDatabase;
  readonly #ring: KeyRing;
  readonly #read: Statement<[], StoredMark>;

  constructor(database: VaultDatabase, ring: KeyRing) {
    this.#database = database;
    this.#ring = ring;
    this.#read = database.sql.prepare('SELECT id, mac, confirmed FROM installation');
  }

  async mark(): Promise<InstallationMark | undefined> {
    return this.#database.once(() => this.#mark());
  }

  async name(id: string): Promise<InstallationMark> {
    return this.#database.once(() => {
      this.#database.beforeWrite();
      this.#database.sql
        .prepare('INSERT INTO installation (id, mac) VALUES (?, ?) ON CONFLICT DO NOTHING')
        .run(id, this.#ring.installationMac(id));
      return this.#mark() ?? { id, confirmed: false };
    });
  }

  async confirm(): Promise<void> {
    await this.#database.once(() => {
      this.#database.beforeWrite();
      this.#database.sql.prepare('UPDATE installation SET confirmed = 1').run();
    });
  }

  async hasKeys(): Promise<boolean> {
    return this.#database.once(() => this.#database.sql.prepare('SELECT 1 FROM hub_keys LIMIT 1').get() !== undefined);
  }

  async withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]> {
    return this.#database.once(() =>
      this.#database.sql
        .prepare<[string], Handle>(
          'SELECT value FROM json_each(?) AS asked WHERE NOT EXISTS (SELECT 1 FROM hub_keys WHERE hub = asked.value)',
        )
        .pluck()
        .all(JSON.stringify(hubs)),
    );
  }

  #mark(): InstallationMark | undefined {
    const stored = this.#read.get();
    return stored && verifiedMark(stored, (id) => this.#ring.installationMac(id));
  }
}
