export { DEFAULT_BLOCKED, type BlockedValues } from './normalise/blocked-values.js';
export {
  COMPOUND_PARTS,
  compoundIdentifiers,
  profileParts,
  type Compound,
  type CompoundPart,
} from './normalise/compound-identifiers.js';
export {
  createNormaliser,
  DEFAULT_REGION,
  NORMALISER_VERSION,
  type Normalise,
  type NormaliseOptions,
} from './normalise/normalise-identifier.js';
export { mailboxTest, ROLE_MAILBOX } from './normalise/mailbox-names.js';
export { foldText, nameParts, nameWords } from './normalise/person-name.js';
export { addressParts } from './normalise/postal-address.js';
export * from './quarantine.js';
export { openSqliteTransfer, openSqliteTransferTarget, type SqliteTransferOptions } from './sqlite/open-sqlite-transfer.js';
export { openSqliteVault, type SqliteVaultOptions } from './sqlite/open-sqlite-vault.js';
export type { SqliteVault } from './sqlite/sqlite-vault.js';
export * from './suggestions.js';
export * from './vault.js';
export {
  TRANSFER_TABLES,
  type TransferCounters,
  type TransferCounts,
  type TransferRow,
  type TransferTable,
  type TransferValue,
  type VaultTransfer,
  type VaultTransferTarget,
} from './vault-transfer.js';
