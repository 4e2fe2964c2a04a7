import type { InstallationName } from '#vault';

/** What a ledger and a vault say of themselves. */
export interface Both {
  readonly inLedger: string | undefined;
  readonly inVault: InstallationName | undefined;
  readonly isLedgerEmpty: boolean;
  /** Whether the vault has, or had, a key of anybody: then something was recorded. */
  readonly hasVaultKeys: boolean;
}

/**
 * `go-on` they have the same id; `confirm` they do, and the vault is to note that; `name` nothing is recorded yet, and the
 * first recording names both; `adopt` they are of a version that knew no names, or were interrupted when they got theirs.
 */
export type Verdict =
  | { readonly do: 'go-on' | 'confirm' | 'name' | 'adopt' }
  | { readonly do: 'refuse'; readonly why: 'ledger-missing' | 'vault-missing' | 'not-together' };

/** Whether a ledger and a vault are of one installation. */
export function belongsTogether({ inLedger, inVault, isLedgerEmpty, hasVaultKeys }: Both): Verdict {
  if (inLedger !== undefined && inVault) {
    if (inLedger !== inVault.id) return { do: 'refuse', why: 'not-together' };
    return { do: inVault.confirmed ? 'go-on' : 'confirm' };
  }
  if (inLedger !== undefined) return { do: 'refuse', why: hasVaultKeys ? 'not-together' : 'vault-missing' };
  if (isLedgerEmpty) return inVault?.confirmed || hasVaultKeys ? { do: 'refuse', why: 'ledger-missing' } : { do: 'name' };
  return inVault?.confirmed ? { do: 'refuse', why: 'not-together' } : { do: 'adopt' };
}
