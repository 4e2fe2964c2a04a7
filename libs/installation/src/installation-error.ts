/** Where ledger and vault are, as messages say it. No passwords. */
export interface Places {
  /** For instance `/data/ledger.db`, or `on EventStoreDB at db1:2113`. */
  readonly ledger: string;
  readonly vault: string;
}

/**
 * `ledger-missing`, `vault-missing`: one of the two is there alone; `not-together`: they are of two installations;
 * `vault-outdated`: keys of what was recorded last are missing.
 */
export type InstallationProblem = 'ledger-missing' | 'vault-missing' | 'not-together' | 'vault-outdated';

/** Ledger and vault do not belong together, so nothing may be recorded. Nothing was changed. */
export class InstallationError extends Error {
  constructor(
    readonly code: InstallationProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${message} Nothing was changed.`, options);
    this.name = 'InstallationError';
  }

  static ledgerMissing({ ledger, vault }: Places, id: string | undefined): InstallationError {
    const by = id === undefined ? '' : ` by the installation ${id}`;
    return new InstallationError(
      'ledger-missing',
      `The ledger is gone: the vault ${vault} was used${by}, and there are no events in the ledger ${ledger}. Put the ledger back from its newest backup and leave the vault as it is. To begin anew instead, choose an empty place for both.`,
    );
  }

  static vaultMissing({ ledger, vault }: Places): InstallationError {
    return new InstallationError(
      'vault-missing',
      `The vault is gone: the ledger ${ledger} holds events, and nobody is known in the vault ${vault}, so nothing that is sealed could be opened and nobody found. Put the vault back from its newest backup, with its master key. For a second installation, choose an empty place for its ledger as well.`,
    );
  }

  static notTogether({ ledger, vault }: Places, why: string, options?: ErrorOptions): InstallationError {
    return new InstallationError(
      'not-together',
      `The ledger ${ledger} and the vault ${vault} are not of the same installation (${why}). Put the right one in the place of the other, with the master key that belongs to it.`,
      options,
    );
  }

  /** The keys of `lost` of those who were named in the last `looked` events are missing. */
  static vaultOutdated({ ledger, vault }: Places, lost: number, looked: number): InstallationError {
    return new InstallationError(
      'vault-outdated',
      `The vault ${vault} is older than the ledger ${ledger}: of those who were named in the last ${looked} events the keys of ${lost} are missing, and nothing says that they were erased. Put back the newest backup of the vault. If there is no newer one, \`touchstone doctor --accept-lost-keys\` gives up what they would open.`,
    );
  }
}
