import type { Handle } from '#events';
import type { InstallationMark, VaultInstallation } from '../installation.js';
import { type StoredMark, verifiedMark } from '../keys/installation-mac.js';
import type { KeyRing } from './key-ring.js';
import type { Tables } from './schema.js';
import type { Session, VaultDatabase } from './vault-database.js';

/** The mark of the installation in the vault's schema. */
export class PostgresInstallation implements VaultInstallation {
  readonly #database: VaultDatabase;
  readonly #tables: Tables;
  readonly #ring: KeyRing;

  constructor(database: VaultDatabase, tables: Tables, ring: KeyRing) {
    this.#database = database;
    this.#tables = tables;
    this.#ring = ring;
  }

  async mark(): Promise<InstallationMark | undefined> {
    return this.#markIn(this.#database.reading);
  }

  async name(id: string): Promise<InstallationMark> {
    return this.#database.write(async (session) => {
      await session.rows(`INSERT INTO ${this.#tables.installation} (id, mac) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        id,
        this.#ring.installationMac(id),
      ]);
      return (await this.#markIn(session)) ?? { id, confirmed: false };
    });
  }

  async confirm(): Promise<void> {
    await this.#database.write((session) => session.rows(`UPDATE ${this.#tables.installation} SET confirmed = true`));
  }

  async hasKeys(): Promise<boolean> {
    return (await this.#database.reading.rows(`SELECT 1 AS found FROM ${this.#tables.hubKeys} LIMIT 1`)).length > 0;
  }

  async withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]> {
    const rows = await this.#database.reading.rows<{ hub: Handle }>(
      `SELECT hub FROM unnest($1::text[]) AS asked (hub)
       WHERE NOT EXISTS (SELECT FROM ${this.#tables.hubKeys} AS kept WHERE kept.hub = asked.hub)`,
      [hubs],
    );
    return rows.map(({ hub }) => hub);
  }

  async #markIn(session: Session): Promise<InstallationMark | undefined> {
    const [stored] = await session.rows<StoredMark>(`SELECT id, mac, confirmed FROM ${this.#tables.installation}`);
    return stored && verifiedMark(stored, (id) => this.#ring.installationMac(id));
  }
}
