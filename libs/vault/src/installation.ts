import type { Handle } from '#events';

/** The installation that a vault is a part of, as the vault knows it. */
export interface InstallationMark {
  readonly id: string;
  /** True once the ledger was seen to bear the same id. */
  readonly confirmed: boolean;
}

/** What tells whether a vault belongs to a ledger. */
export interface VaultInstallation {
  /**
   * Its mark; `undefined` where it never got one.
   * @throws VaultUnavailableError `damaged` where the mark was not made under this vault's master key
   */
  mark(): Promise<InstallationMark | undefined>;

  /** Gives it this id, where it has none; answers with the mark that it has then. Durable when it resolves. */
  name(id: string): Promise<InstallationMark>;

  /** Notes that the ledger bears the same id. Durable when it resolves. */
  confirm(): Promise<void>;

  /** Whether any hub has a key, or the tombstone of one. */
  hasKeys(): Promise<boolean>;

  /** Those of these hubs that have neither a key nor the tombstone of one: what was sealed for them cannot be opened. */
  withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]>;
}
