import { createNormaliser } from '../normalise/normalise-identifier.js';
import { UNFINISHED_TRANSFER } from '../unfinished-transfer.js';
import type { Opened, OpenRequest } from '../vault.js';
import type {
  TransferCounters,
  TransferCounts,
  TransferRow,
  TransferTable,
  TransferValue,
  VaultTransfer,
} from '../vault-transfer.js';
import { KeyRing, type ServiceKeys } from './key-ring.js';
import { PostgresVault } from './postgres-vault.js';
import type { Tables } from './schema.js';
import type { VaultDatabase } from './vault-database.js';

/** The vault's tables by the names that transfers give them. */
export const TABLE_OF: Readonly<Record<TransferTable['name'], keyof Tables>> = {
  kek: 'kek',
  service_keys: 'serviceKeys',
  hub_keys: 'hubKeys',
  registry: 'registry',
  searchable_types: 'searchableTypes',
  profiles: 'profiles',
  blocks: 'blocks',
  suggestions: 'suggestions',
  quarantine: 'quarantine',
};

interface Keys {
  readonly services: ServiceKeys;
  readonly vault: PostgresVault;
}

/** A vault in a PostgreSQL database as the source of a transfer. Never writes. */
export class PostgresTransfer implements VaultTransfer {
  protected readonly database: VaultDatabase;
  protected readonly tables: Tables;
  readonly #master: Buffer;
  #keys: Keys | undefined;

  constructor(database: VaultDatabase, tables: Tables, master: Buffer) {
    this.database = database;
    this.tables = tables;
    this.#master = master;
  }

  async state(): Promise<'empty' | 'unfinished' | 'in-use'> {
    const { meta, hubKeys, registry, profiles, quarantine } = this.tables;
    const kept = [hubKeys, registry, profiles, quarantine].map((table) => `EXISTS (SELECT FROM ${table})`).join(' OR ');
    const [row] = await this.database.reading.rows<{ unfinished: boolean; kept: boolean }>(
      `SELECT EXISTS (SELECT FROM ${meta} WHERE name = $1) AS unfinished, ${kept} AS kept`,
      [UNFINISHED_TRANSFER],
    );
    if (row?.unfinished) return 'unfinished';
    return row?.kept ? 'in-use' : 'empty';
  }

  async page({ name, key, columns, pageRows }: TransferTable, after: TransferRow | undefined): Promise<readonly TransferRow[]> {
    const keys = key.join(', ');
    const selected = columns
      .map((column) => (column.name === 'by_part' ? 'trigrams IS NOT NULL AS by_part' : column.name))
      .join(', ');
    const where = after ? `WHERE (${keys}) > (${key.map((_, n) => `$${n + 1}`).join(', ')})` : '';
    const rows = await this.database.reading.rows<Record<string, TransferValue | Buffer>>(
      `SELECT ${selected} FROM ${this.tables[TABLE_OF[name]]} ${where} ORDER BY ${keys} LIMIT ${pageRows}`,
      after ? key.map((column) => after[column]) : [],
    );
    return rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, valueOf(row[column.name] ?? null)])));
  }

  async counters(): Promise<TransferCounters> {
    const { meta, profileIds } = this.tables;
    const [row] = await this.database.reading.rows<{ matched: number; last: number }>(
      `SELECT (SELECT value FROM ${meta} WHERE name = 'matched') AS matched, CASE WHEN is_called THEN last_value ELSE 0 END AS last
       FROM ${profileIds}`,
    );
    return { matched: row?.matched ?? 0, lastProfileId: row?.last ?? 0 };
  }

  async counts(): Promise<TransferCounts> {
    const { registry, profiles, hubKeys, quarantine } = this.tables;
    const [row] = await this.database.reading.rows<TransferCounts>(`
      SELECT (SELECT count(*) FROM ${registry}) AS identifiers, (SELECT count(*) FROM ${profiles}) AS profiles,
        (SELECT count(*) FROM ${hubKeys} WHERE erased_at IS NULL) AS hubs,
        (SELECT count(*) FROM ${hubKeys} WHERE erased_at IS NOT NULL) AS erased,
        (SELECT count(*) FROM ${quarantine}) AS quarantined
    `);
    return row ?? { identifiers: 0, profiles: 0, hubs: 0, erased: 0, quarantined: 0 };
  }

  async open(requests: readonly OpenRequest[]): Promise<readonly Opened[]> {
    return (await this.keys()).vault.open(requests);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  /** @throws VaultUnavailableError `master-key-wrong` */
  protected async keys(): Promise<Keys> {
    if (!this.#keys) {
      const ring = new KeyRing(this.tables, this.#master);
      await ring.load(this.database.reading);
      const services = await ring.services(this.database.reading);
      this.#keys = { services, vault: new PostgresVault(this.database, this.tables, ring, services, createNormaliser()) };
    }
    return this.#keys;
  }

  /** To be called when keys change, so that those in memory are read again. */
  protected forgetKeys(): void {
    this.#keys = undefined;
  }
}

function valueOf(value: TransferValue | Buffer): TransferValue {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}
