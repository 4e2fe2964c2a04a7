import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { START } from '#events';
import { bothMissing, joinInstallation, ledgerMissing, type Places, vaultMissing } from '#installation';
import { openSqliteVault, type SqliteVault, type SqliteVaultOptions } from '#vault';

export interface FilesToOpen {
  /** The file of the ledger. */
  readonly ledger: string;
  readonly vault: Omit<SqliteVaultOptions, 'readonly' | 'log'>;
  /** The folder of the views. */
  readonly views: string;
  /** Settings for long imports. */
  readonly bulk: boolean;
  readonly log: NonNullable<SqliteVaultOptions['log']>;
}

/** Ledger and vault, open for writing, which belong together. */
export interface OpenFiles {
  readonly store: EventStore;
  readonly vault: SqliteVault;
  /** The id that both bear. */
  readonly installation: string;
}

/**
 * Opens ledger and vault of a data folder for writing, making both where the folder is new. Where one of them alone is there, or they
 * do not belong together, nothing is made.
 * @throws InstallationError StoreUnavailableError VaultUnavailableError
 */
export async function openFiles(files: FilesToOpen): Promise<OpenFiles> {
  const { ledger, vault: vaultOptions, bulk, log } = files;
  const places: Places = { ledger, vault: vaultOptions.path };
  await requireBoth(files, places);
  const vault = openSqliteVault({ ...vaultOptions, log });
  let store: EventStore | undefined;
  try {
    store = openSqliteEventStore(ledger, { bulk, log });
    return { store, vault, installation: await joinInstallation({ store, vault, places }) };
  } catch (error) {
    await store?.close();
    await vault.close();
    throw error;
  }
}

/** @throws InstallationError where a file that is there was used with one that is not */
async function requireBoth({ ledger, vault: vaultOptions, views, log }: FilesToOpen, places: Places): Promise<void> {
  const [hasLedger, hasVault] = [existsSync(ledger), existsSync(vaultOptions.path)];
  if (hasLedger && !hasVault) {
    const store = openSqliteEventStore(ledger, { log });
    const head = await store.head().finally(() => store.close());
    if (head > START) throw vaultMissing(places);
  }
  if (hasVault && !hasLedger) {
    const vault = openSqliteVault({ ...vaultOptions, log });
    const isUsed = await wasUsed(vault).finally(() => vault.close());
    if (isUsed) throw ledgerMissing(places);
  }
  if (!hasVault && !hasLedger && existsSync(join(views, 'serving.json'))) throw bothMissing(places, views);
}

async function wasUsed({ installation }: SqliteVault): Promise<boolean> {
  return (await installation.mark())?.confirmed === true || installation.hasKeys();
}
