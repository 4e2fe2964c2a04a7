import type { Handle } from '#events';
import { VaultUnavailableError } from './vault.js';

/** The id that a ledger and its vault share. */
export interface InstallationName {
  /** A UUID. */
  readonly id: string;
  /** Whether the ledger was seen to have it, too. */
  readonly confirmed: boolean;
}

/** What tells whether a vault belongs to a ledger. */
export interface VaultInstallation {
  /**
   * The name of this vault; `undefined` where it has none yet.
   * @throws VaultUnavailableError `damaged` where it was not written under this master key
   */
  name(): Promise<InstallationName | undefined>;

  /** Keeps this name, unless there is one; resolves to the name that is kept. Durable when it resolves. */
  give(id: string): Promise<InstallationName>;

  /** Notes that the ledger has the name. */
  confirm(): Promise<void>;

  /** Those of these hubs that have neither a key nor a tombstone, each once. */
  withoutKey(hubs: readonly Handle[]): Promise<readonly Handle[]>;

  /** Whether the key of any hub is or was kept, which is so as soon as anything was recorded. */
  hasKeys(): Promise<boolean>;
}

/** What is authenticated under the master key, so that no row of another vault passes for a name of this one. */
export function installationPurpose(id: string): string {
  return `touchstone installation ${id}`;
}

export function foreignName(): VaultUnavailableError {
  return new VaultUnavailableError(
    'damaged',
    'The id of the installation in the vault was not written under its master key. Restore the vault from its backup.',
  );
}
