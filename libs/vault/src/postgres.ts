export {
  openPostgresTransfer,
  openPostgresTransferTarget,
  type PostgresTransferOptions,
} from './postgres/open-postgres-transfer.js';
export { openPostgresVault, type PostgresVaultOptions } from './postgres/open-postgres-vault.js';
export { TRANSFER } from './postgres/refuse-services.js';
export type { PostgresVault } from './postgres/postgres-vault.js';
