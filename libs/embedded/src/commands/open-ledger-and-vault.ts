import { existsSync } from 'node:fs';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { START } from '#events';
import { Installation, InstallationError, type Places } from '#features';
import { openSqliteVault, type SqliteVault, type SqliteVaultOptions } from '#vault';

export interface LedgerAndVaultOptions {
  readonly ledger: string;
  readonly vault: Omit<SqliteVaultOptions, 'readonly' | 'log'>;
  readonly bulk: boolean;
  readonly log: NonNullable<SqliteVaultOptions['log']>;
}

/** Ledger and vault of one installation, for writing. */
export interface LedgerAndVault {
  readonly store: EventStore;
  readonly vault: SqliteVault;
  readonly installation: Installation;
}

/**
 * Opens both, making them where neither is there. A file that is gone is not made anew in the place where its backup belongs.
 * @throws InstallationError StoreUnavailableError VaultUnavailableError
 */
export async function openLedgerAndVault({ ledger, vault: options, bulk, log }: LedgerAndVaultOptions): Promise<LedgerAndVault> {
  const places: Places = { ledger, vault: options.path };
  if (!existsSync(options.path) && existsSync(ledger)) await refuseMissingVault(places);
  const vault = openSqliteVault({ ...options, log });
  try {
    if (!existsSync(ledger)) await refuseMissingLedger(vault, places);
    const store = openSqliteEventStore(ledger, { bulk, log });
    try {
      const installation = new Installation({ ledger: store, vault, places });
      await installation.check();
      return { store, vault, installation };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    await vault.close();
    throw error;
  }
}

/** @throws InstallationError `vault-missing` where anything is recorded in the ledger */
async function refuseMissingVault(places: Places): Promise<void> {
  const store = openSqliteEventStore(places.ledger, { readonly: true });
  try {
    if ((await store.head()) > START) throw InstallationError.vaultMissing(places);
  } finally {
    await store.close();
  }
}

/** @throws InstallationError `ledger-missing` where the vault was used */
async function refuseMissingLedger({ installation }: SqliteVault, places: Places): Promise<void> {
  const name = await installation.name();
  if (name?.confirmed || (await installation.hasKeys())) throw InstallationError.ledgerMissing(places, name?.id);
}
