import { migrate, openPool } from '#postgres';
import { readMasterKey } from '../keys/master-key.js';
import type { VaultTransfer, VaultTransferTarget } from '../vault-transfer.js';
import { refuseOtherNormaliser, refuseUnreadable } from './open-postgres-vault.js';
import { PostgresTransfer } from './postgres-transfer.js';
import { PostgresTransferTarget } from './postgres-transfer-target.js';
import { refuseServices, TRANSFER } from './refuse-services.js';
import { MIGRATIONS, tablesIn } from './schema.js';
import { asVaultError, VaultDatabase } from './vault-database.js';

export interface PostgresTransferOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** The folder of the master key, which must be there. */
  readonly keysDir: string;
  /** Default `touchstone_vault`. */
  readonly schema?: string;
}

const CONNECTIONS = 2;

/**
 * Opens the vault in the database at `url` to be moved somewhere else, or to be compared; it is not written.
 * @throws VaultUnavailableError `in-use` while services are connected, `unreachable`, `missing`, `damaged`, `newer-version`, `older-version`, and for a master key that is missing or readable by others
 * @throws InvalidPostgresUrlError
 */
export async function openPostgresTransfer(options: PostgresTransferOptions): Promise<VaultTransfer> {
  const { url, keysDir, schema = 'touchstone_vault' } = options;
  const master = readMasterKey(keysDir);
  const pool = openPool({ url, applicationName: TRANSFER, max: CONNECTIONS });
  const tables = tablesIn(schema);
  const database = new VaultDatabase(pool, tables, true);
  try {
    await refuseServices(database.reading);
    await refuseUnreadable(pool, tables);
    await refuseOtherNormaliser(database.reading, tables);
    return new PostgresTransfer(database, tables, master);
  } catch (error) {
    await pool.end();
    throw asVaultError(error);
  }
}

/**
 * Opens the vault in the database at `url` as the target of a transfer, under the same master key; its tables are made where
 * there are none.
 * @throws VaultUnavailableError InvalidPostgresUrlError as `openPostgresTransfer`
 */
export async function openPostgresTransferTarget(options: PostgresTransferOptions): Promise<VaultTransferTarget> {
  const { url, keysDir, schema = 'touchstone_vault' } = options;
  const master = readMasterKey(keysDir);
  const pool = openPool({ url, applicationName: TRANSFER, max: CONNECTIONS });
  const tables = tablesIn(schema);
  const database = new VaultDatabase(pool, tables, false);
  try {
    await refuseServices(database.reading);
    await migrate(pool, schema, MIGRATIONS, { irreplaceable: true });
    await refuseOtherNormaliser(database.reading, tables);
    return new PostgresTransferTarget(database, tables, master);
  } catch (error) {
    await pool.end();
    throw asVaultError(error);
  }
}
