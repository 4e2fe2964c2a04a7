import { VaultUnavailableError } from './vault.js';

/** The row of `meta` that is there while a transfer into the vault is not finished. */
export const UNFINISHED_TRANSFER = 'transfer';

export function unfinishedTransfer(): VaultUnavailableError {
  return new VaultUnavailableError(
    'unfinished-transfer',
    'Another vault is being moved into this one, and that is not finished. Run `touchstone ledger copy` again until it says that both sides are equal.',
  );
}
