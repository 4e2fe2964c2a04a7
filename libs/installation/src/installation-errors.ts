/** What messages call a ledger and its vault: files, or what is on which server. */
export interface Places {
  readonly ledger: string;
  readonly vault: string;
}

/**
 * Ledger and vault are not both there, or do not belong together. Nothing was made anew and nothing was changed. The message says
 * what was found and what to do.
 */
export class InstallationError extends Error {
  constructor(
    /**
     * `ledger-missing` the vault was used with a ledger that is not here, `vault-missing` the ledger was used with a vault that is not
     * here, `other-installation` they are of two installations, `keys-lost` the vault lacks keys of the ledger's events.
     */
    readonly code: 'ledger-missing' | 'vault-missing' | 'other-installation' | 'keys-lost',
    message: string,
  ) {
    super(message);
    this.name = 'InstallationError';
  }
}

const SEE = 'See "A bad day" in docs/operations.md.';

export function ledgerMissing({ ledger, vault }: Places): InstallationError {
  return new InstallationError(
    'ledger-missing',
    `${vault} holds keys of what was recorded, but ${ledger} is missing, or is another, empty one. Nothing was made anew. Put the ledger back: from where it was moved to, or ledger and vault together from the last backup. ${SEE}`,
  );
}

/** `views`: where what was made of them still is. */
export function bothMissing({ ledger, vault }: Places, views: string): InstallationError {
  return new InstallationError(
    'ledger-missing',
    `${ledger} and ${vault} are missing, and ${views} was made of them. Nothing was made anew. Put both back: from where they were moved to, or from the last backup. To begin with nothing, name another data folder. ${SEE}`,
  );
}

export function vaultMissing({ ledger, vault }: Places): InstallationError {
  return new InstallationError(
    'vault-missing',
    `${ledger} holds events, but ${vault} is missing, or is not the one that they were recorded with: nothing personal in them could be read, and everybody would be taken for somebody new. Nothing was made anew. Put the vault back: from where it was moved to, or from the newest backup, with the keys folder that belongs to it. ${SEE}`,
  );
}

export function otherInstallation({ ledger, vault }: Places, ids: { ledger: string; vault: string }): InstallationError {
  return new InstallationError(
    'other-installation',
    `${ledger} is of installation ${ids.ledger}, ${vault} of installation ${ids.vault}: they do not belong together. Nothing was changed. Put the vault and the keys folder of this ledger back, or name the folder or servers that this vault belongs to. ${SEE}`,
  );
}

/** `unopened`: an event of an installation without a name that the vault does not open. */
export function notOfThisVault({ ledger, vault }: Places, unopened: string): InstallationError {
  return new InstallationError(
    'other-installation',
    `${vault} does not open event ${unopened} of ${ledger}: it is the vault of another installation, or was restored from a backup that is too old. Nothing was changed. Put back the vault and the keys folder that this ledger was recorded with. ${SEE}`,
  );
}

/** `lost`: how many hubs of the newest `looked` events have no key. */
export function keysLost({ ledger, vault }: Places, lost: number, looked: number): InstallationError {
  return new InstallationError(
    'keys-lost',
    `${vault} lacks the keys of ${lost} people or contact points in the last ${looked} events of ${ledger}: it is older than the ledger, most likely restored from a backup alone. Nothing was changed. Put back the newest vault there is, or restore ledger and vault of one backup together. touchstone doctor looks at the whole ledger. ${SEE}`,
  );
}
