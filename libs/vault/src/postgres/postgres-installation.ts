import type { Handle } from '#events';
import { foreignName, type InstallationName, type VaultInstallation } from '../installation.js';
import type { KeyRing } from './key-ring.js';
import type { Tables } from './schema.js';
import type { Session, VaultDatabase } from './vault-database.js';

/** The vault's part of the installation's name, in PostgreSQL. */
export class PostgresInstallation implements VaultInstallation {
  readonly #database: VaultDatabase;
  readonly #tables: Tables;
  readonly #ring: KeyRing;

  constructor(database: VaultDatabase, tables: Tables, ring: KeyRing) {
    this.#database = database;
    this.#tables = tables;
    this.#ring = ring;
  }

  async name(): Promise<InstallationName | undefined> {
    return this.#name(this.#database.reading);
  }

  async give(id: string): Promise<InstallationName> {
    const { meta, installation } = this.#tables;
    return this.#database.write(async (session) => {
      // Of several processes that give a name at once, one does.
      await session.rows(`SELECT value FROM ${meta} WHERE name = 'normaliser' FOR UPDATE`);
      await session.rows(
        `INSERT INTO ${installation} (id, mac, confirmed) SELECT $1, $2, false WHERE NOT EXISTS (SELECT FROM ${installation})`,
        [id, this.#ring.signInstallation(id)],
      );
      return (await this.#name(session)) ?? { id, confirmed: false };
    });
  }

  async confirm(): Promise<void> {
    await this.#database.write((session) => session.rows(`UPDATE ${this.#tables.installation} SET confirmed = true`));
  }

  async withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]> {
    const rows = await this.#database.reading.rows<{ hub: Handle }>(
      `SELECT DISTINCT hub FROM unnest($1::text[]) AS asked (hub)
       WHERE NOT EXISTS (SELECT FROM ${this.#tables.hubKeys} AS kept WHERE kept.hub = asked.hub COLLATE "C")`,
      [hubs],
    );
    return rows.map(({ hub }) => hub);
  }

  async hasKeys(): Promise<boolean> {
    const rows = await this.#database.reading.rows(`SELECT FROM ${this.#tables.hubKeys} LIMIT 1`);
    return rows.length > 0;
  }

  async #name(session: Session): Promise<InstallationName | undefined> {
    const [row] = await session.rows<{ id: string; mac: Buffer; confirmed: boolean }>(
      `SELECT id, mac, confirmed FROM ${this.#tables.installation}`,
    );
    if (row && !row.mac.equals(this.#ring.signInstallation(row.id))) throw foreignName();
    return row && { id: row.id, confirmed: row.confirmed };
  }
}
