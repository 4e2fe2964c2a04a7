import type { InstallationMark } from '#vault';

/** What ledger and vault say of themselves. */
export interface Found {
  /** The id that the ledger bears. */
  readonly ledger: string | undefined;
  readonly vault: InstallationMark | undefined;
}

export type InstallationDecision =
  /** They belong together, and both know it. */
  | { readonly do: 'go-on'; readonly id: string }
  /** They belong together; the vault does not know that the ledger bears its id. */
  | { readonly do: 'confirm'; readonly id: string }
  /** Neither was ever bound to another: they may be, once the vault opens what the ledger holds. */
  | { readonly do: 'name' }
  | { readonly do: 'refuse'; readonly why: 'ledger-missing' | 'vault-missing' | 'other-installation' };

/**
 * Whether ledger and vault belong together. The vault is named first, the ledger after it, and the vault is confirmed last; so a vault
 * that is named and not confirmed was left by a start that was killed in between.
 */
export function decideInstallation({ ledger, vault }: Found): InstallationDecision {
  if (ledger === undefined) return vault?.confirmed === true ? { do: 'refuse', why: 'ledger-missing' } : { do: 'name' };
  if (!vault) return { do: 'refuse', why: 'vault-missing' };
  if (vault.id !== ledger) return { do: 'refuse', why: 'other-installation' };
  return { do: vault.confirmed ? 'go-on' : 'confirm', id: ledger };
}
