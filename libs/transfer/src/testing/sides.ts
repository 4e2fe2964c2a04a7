import { join } from 'node:path';
import { openSqliteEventStore, openSqliteLedgerImport } from '#event-store';
import { openEventStoreDb, openEventStoreDbImport } from '#event-store/eventstoredb';
import { accessFiles } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { openSqliteTransfer, openSqliteTransferTarget } from '#vault';
import { openPostgresTransfer, openPostgresTransferTarget, TRANSFER } from '#vault/postgres';
import type { TransferSide, TransferTarget } from '../transfer.js';

/** A data folder with its keys. */
export interface FolderAt {
  readonly data: string;
  readonly keys: string;
}

/** Servers with their keys. */
export interface ServersAt {
  readonly eventStoreDb: string;
  readonly postgres: string;
  readonly keys: string;
}

type Place = FolderAt | ServersAt;

/** Runs `work` on an opened side, and closes it. */
export async function withSide<T>(place: Place, work: (side: TransferSide) => Promise<T>): Promise<T> {
  const side =
    'data' in place
      ? {
          ledger: openSqliteEventStore(join(place.data, 'ledger.db'), { readonly: true }),
          vault: openSqliteTransfer(vaultAt(place)),
          access: accessAt(place),
        }
      : {
          ledger: openEventStoreDb({ url: place.eventStoreDb }),
          vault: await openPostgresTransfer({ url: place.postgres, keysDir: place.keys }),
          access: await accessOf(place),
        };
  try {
    return await work(side);
  } finally {
    await side.ledger.close();
    await side.access.close();
    await side.vault.close();
  }
}

/** Runs `work` on an opened target, and closes it. */
export async function withTarget<T>(place: Place, work: (side: TransferTarget) => Promise<T>): Promise<T> {
  const side = 'data' in place ? openFolder(place) : await openServers(place);
  try {
    return await work(side);
  } finally {
    await side.ledger.close();
    await side.events.close();
    await side.access.close();
    await side.vault.close();
  }
}

function openFolder(place: FolderAt) {
  const vault = openSqliteTransferTarget(vaultAt(place));
  const events = openSqliteLedgerImport(join(place.data, 'ledger.db'));
  const ledger = openSqliteEventStore(join(place.data, 'ledger.db'), { readonly: true });
  return { vault, events, ledger, access: accessAt(place) };
}

async function openServers(place: ServersAt) {
  const { eventStoreDb: url, postgres, keys } = place;
  const vault = await openPostgresTransferTarget({ url: postgres, keysDir: keys });
  const access = await accessOf(place);
  return { vault, events: openEventStoreDbImport({ url }), ledger: openEventStoreDb({ url }), access };
}

const accessAt = ({ keys }: FolderAt) => ({ ...accessFiles(keys), close: () => Promise.resolve() });
const accessOf = ({ postgres }: ServersAt) => openPostgresAccess({ url: postgres, applicationName: TRANSFER });

function vaultAt({ data, keys }: FolderAt): { readonly path: string; readonly keysDir: string } {
  return { path: join(data, 'vault.db'), keysDir: keys };
}
