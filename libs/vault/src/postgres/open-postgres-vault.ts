import type { Pool } from 'pg';
import { migrate, openPool, queryRows } from '#postgres';
import { createMasterKey, readMasterKey } from '../keys/master-key.js';
import { createNormaliser, NORMALISER_VERSION, type NormaliseOptions } from '../normalise/normalise-identifier.js';
import { VaultUnavailableError } from '../vault.js';
import { KeyRing } from './key-ring.js';
import { PostgresVault } from './postgres-vault.js';
import { refuseOtherKeys, refuseUnfinishedTransfer } from './refuse-other-keys.js';
import { MIGRATIONS, tablesIn, type Tables } from './schema.js';
import { asVaultError, type Session, VaultDatabase } from './vault-database.js';

export interface PostgresVaultOptions extends NormaliseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /**
   * The folder of the master key. Keep it off the database's machine and backups, which then cannot open anything. Every
   * machine needs the same key.
   */
  readonly keysDir: string;
  /** Default `touchstone_vault`. */
  readonly schema?: string;
  /** Most connections at once. Default 10. */
  readonly connections?: number;
  /** Shown in pg_stat_activity. Default `touchstone vault`. */
  readonly applicationName?: string;
  /** The longest that one statement may take. Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Opens an existing vault without ever writing to it. */
  readonly readonly?: boolean;
  /** Told when the vault is of an older version and is brought up to date, which may take minutes. */
  readonly log?: { info(fields: object, message: string): void };
}

/**
 * Opens the vault in the database at `url`, making it and its master key where there is none, and bringing it up to date where
 * it is of an older version: then a copy of it as it was is kept beside it, until something is erased.
 * @throws VaultUnavailableError for a server that cannot be used (`unreachable`), a vault that is missing (readonly),
 * damaged, or from a newer or (readonly) an older version, and for a master key that is missing, readable by others, or not
 * this vault's.
 * @throws InvalidPostgresUrlError
 */
export async function openPostgresVault(options: PostgresVaultOptions): Promise<PostgresVault> {
  const { url, connections, applicationName = 'touchstone vault', statementTimeoutMs } = options;
  const pool = openPool({
    url,
    applicationName,
    ...(connections === undefined ? {} : { max: connections }),
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
  });
  try {
    return await open(pool, options);
  } catch (error) {
    await pool.end();
    throw asVaultError(error);
  }
}

async function open(pool: Pool, options: PostgresVaultOptions): Promise<PostgresVault> {
  const { keysDir, schema = 'touchstone_vault', readonly: isReadonly = false, region, blocked, log } = options;
  const tables = tablesIn(schema);
  const database = new VaultDatabase(pool, tables, isReadonly);
  if (isReadonly) await refuseUnreadable(pool, tables);
  else await migrate(pool, schema, MIGRATIONS, { irreplaceable: true, log });
  await refuseOtherNormaliser(database.reading, tables);
  await refuseUnfinishedTransfer(database.reading, tables);
  if (!isReadonly) await createKeys(database, tables, keysDir);
  const ring = new KeyRing(tables, readMasterKey(keysDir));
  await ring.load(database.reading);
  const keys = await ring.services(database.reading);
  database.beforeWriting(refuseOtherKeys(tables, ring, keys));
  return new PostgresVault(database, tables, ring, keys, createNormaliser({ region, blocked }));
}

/** @throws VaultUnavailableError `missing`, `newer-version`, `older-version` */
export async function refuseUnreadable(pool: Pool, { migrations, kek }: Tables): Promise<void> {
  const [found] = await queryRows<{ isThere: boolean }>(pool, 'SELECT to_regclass($1) IS NOT NULL AS "isThere"', [kek]);
  if (!found?.isThere) {
    throw new VaultUnavailableError(
      'missing',
      'There is no vault in this database to read. Start the service that writes it first.',
    );
  }
  const steps = await queryRows<{ id: string }>(pool, `SELECT id FROM ${migrations}`);
  if (steps.some(({ id }) => !MIGRATIONS.some((step) => step.id === id))) throw newer();
  if (steps.length < MIGRATIONS.length) {
    throw new VaultUnavailableError(
      'older-version',
      'The vault was written by an older version of Touchstone. Start the service that writes it first: it brings the vault up to date.',
    );
  }
}

export async function refuseOtherNormaliser(session: Session, { meta }: Tables): Promise<void> {
  const [row] = await session.rows<{ value: number }>(`SELECT value FROM ${meta} WHERE name = 'normaliser'`);
  if (row?.value !== NORMALISER_VERSION) throw newer();
}

function newer(): VaultUnavailableError {
  return new VaultUnavailableError(
    'newer-version',
    'The vault was written by a newer version of Touchstone. Start that version instead.',
  );
}

/**
 * Makes the first keys, and the master key where this machine has none. When several processes open a new vault at once, one
 * of them makes the keys.
 */
async function createKeys(database: VaultDatabase, tables: Tables, keysDir: string): Promise<void> {
  const hasKeys = async (session: Session): Promise<boolean> =>
    (await session.rows(`SELECT version FROM ${tables.kek} LIMIT 1`)).length > 0;
  if (await hasKeys(database.reading)) return;
  await database.writeAlone(async (session) => {
    if (await hasKeys(session)) return;
    createMasterKey(keysDir);
    await new KeyRing(tables, readMasterKey(keysDir)).create(session);
  });
}
