import type { Database, Statement } from 'better-sqlite3';
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
import { KeyRing } from './key-ring.js';
import { SqliteVault } from './sqlite-vault.js';
import { asVaultError } from './vault-database.js';

const PROFILE_IDS = "SELECT seq FROM sqlite_sequence WHERE name = 'profiles'";
const MATCHED = "SELECT value FROM meta WHERE name = 'matched'";

/** A vault in a SQLite file as the source of a transfer. Never writes. */
export class SqliteTransfer implements VaultTransfer {
  protected readonly sql: Database;
  readonly #master: Buffer;
  readonly #pages = new Map<string, Statement<unknown[], Record<string, string | number | Buffer | null>>>();
  #ring: KeyRing | undefined;
  #vault: SqliteVault | undefined;

  constructor(sql: Database, master: Buffer) {
    this.sql = sql;
    this.#master = master;
  }

  async state(): Promise<'empty' | 'unfinished' | 'in-use'> {
    return this.guarded(() => {
      if (this.sql.prepare('SELECT 1 FROM meta WHERE name = ?').get(UNFINISHED_TRANSFER)) return 'unfinished';
      const isKept = ['hub_keys', 'registry', 'profiles', 'quarantine'].some((table) =>
        this.sql.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get(),
      );
      return isKept ? 'in-use' : 'empty';
    });
  }

  async page(table: TransferTable, after: TransferRow | undefined): Promise<readonly TransferRow[]> {
    return this.guarded(() => {
      const values = after ? table.key.map((column) => after[column]) : [];
      return this.#pageOf(table, after !== undefined)
        .all(...values)
        .map((row) => Object.fromEntries(table.columns.map(({ name, kind }) => [name, valueOf(row[name] ?? null, kind)])));
    });
  }

  async counters(): Promise<TransferCounters> {
    return this.guarded(() => ({ matched: this.#number(MATCHED), lastProfileId: this.#number(PROFILE_IDS) }));
  }

  async counts(): Promise<TransferCounts> {
    return this.guarded(() => ({
      identifiers: this.#number('SELECT count(*) FROM registry'),
      profiles: this.#number('SELECT count(*) FROM profiles'),
      hubs: this.#number('SELECT count(*) FROM hub_keys WHERE erased_at IS NULL'),
      erased: this.#number('SELECT count(*) FROM hub_keys WHERE erased_at IS NOT NULL'),
      quarantined: this.#number('SELECT count(*) FROM quarantine'),
    }));
  }

  async open(requests: readonly OpenRequest[]): Promise<readonly Opened[]> {
    this.#vault ??= new SqliteVault(this.sql, this.ring(), createNormaliser());
    return this.#vault.open(requests);
  }

  async close(): Promise<void> {
    this.sql.close();
  }

  /** @throws VaultUnavailableError `master-key-wrong` */
  protected ring(): KeyRing {
    this.#ring ??= new KeyRing(this.sql, this.#master);
    return this.#ring;
  }

  /** To be called when rows change, so that what is cached is read again. */
  protected forgetKeys(): void {
    this.#ring = undefined;
    this.#vault = undefined;
  }

  protected guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asVaultError(error, this.sql.name);
    }
  }

  #pageOf(
    { name, key, columns, pageRows }: TransferTable,
    goesOn: boolean,
  ): Statement<unknown[], Record<string, string | number | Buffer | null>> {
    const known = this.#pages.get(`${name} ${goesOn}`);
    if (known) return known;
    const keys = key.join(', ');
    const selected = columns.map((column) => (column.name === 'by_part' ? 'searchable = 1 AS by_part' : column.name)).join(', ');
    const where = goesOn ? `WHERE (${keys}) > (${key.map(() => '?').join(', ')})` : '';
    const page = this.sql.prepare<unknown[], Record<string, string | number | Buffer | null>>(
      `SELECT ${selected} FROM ${name} ${where} ORDER BY ${keys} LIMIT ${pageRows}`,
    );
    this.#pages.set(`${name} ${goesOn}`, page);
    return page;
  }

  #number(statement: string): number {
    return Number(this.sql.prepare(statement).pluck().get() ?? 0);
  }
}

function valueOf(value: string | number | Buffer | null, kind: TransferTable['columns'][number]['kind']): TransferValue {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return kind === 'boolean' ? value === 1 : value;
}
