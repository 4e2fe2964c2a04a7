import { VaultUnavailableError } from './vault.js';

/** Name of the row of `meta` that exists while a transfer into the vault is unfinished. */
export const UNFINISHED_TRANSFER = 'transfer';

export function unfinishedTransfer(): VaultUnavailableError {
  return new VaultUnavailableError(
    'unfinished-transfer',
    'Another vault is being moved into this one, and that is not finished. Run `touchstone ledger copy` again until it says that both sides are equal.',
  );
}
