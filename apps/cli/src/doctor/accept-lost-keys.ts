import { join } from 'node:path';
import type { EventStore } from '#event-store';
import { openSqliteEventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { findLostKeys } from '#features';
import { openDataFolder } from '#platform';
import { openSqliteVault, type Vault, type VaultInstallation } from '#vault';
import { openPostgresVault } from '#vault/postgres';
import { version } from '../version.js';
import type { FolderPaths } from './examine-folder.js';
import type { ServersOptions } from './examine-servers.js';

type WritableVault = Pick<Vault, 'shred'> & { readonly installation: VaultInstallation };

/** The request under which they are erased. */
const REQUEST = 'lost-keys';

/**
 * Gives up the keys that are missing from the vault of a data folder, which nobody may use meanwhile: what they would open
 * reads as erased from then on. Resolves to how many.
 * @throws DataFolderBusyError VaultUnavailableError StoreUnavailableError
 */
export async function acceptLostKeysOfFolder({ data, keys }: FolderPaths): Promise<number> {
  const folder = openDataFolder(data, keys, `touchstone ${version()}`);
  try {
    const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: keys });
    const ledger = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
    try {
      return await accept(ledger, vault);
    } finally {
      await ledger.close();
      await vault.close();
    }
  } finally {
    folder.close();
  }
}

/** The same for the servers of the distributed edition. */
export async function acceptLostKeysOfServers({ eventStoreDb, postgres, keys, allowInsecure }: ServersOptions): Promise<number> {
  const vault = await openPostgresVault({ url: postgres, keysDir: keys, connections: 2, applicationName: 'touchstone-doctor' });
  const ledger = openEventStoreDb({ url: eventStoreDb, allowInsecure });
  try {
    return await accept(ledger, vault);
  } finally {
    await ledger.close();
    await vault.close();
  }
}

async function accept(ledger: EventStore, vault: WritableVault): Promise<number> {
  let given = 0;
  await findLostKeys({
    ledger,
    vault: vault.installation,
    async onLost(hubs) {
      await vault.shred(hubs, { requestId: REQUEST, erasedAt: new Date().toISOString() });
      given += hubs.length;
    },
  });
  return given;
}
