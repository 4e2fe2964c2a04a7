import { join } from 'node:path';
import { openSqliteEventStore, openSqliteLedgerImport } from '#event-store';
import { openEventStoreDb, openEventStoreDbImport } from '#event-store/eventstoredb';
import { openSqliteTransfer, openSqliteTransferTarget } from '#vault';
import { openPostgresTransfer, openPostgresTransferTarget } from '#vault/postgres';
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
        }
      : {
          ledger: openEventStoreDb({ url: place.eventStoreDb }),
          vault: await openPostgresTransfer({ url: place.postgres, keysDir: place.keys }),
        };
  try {
    return await work(side);
  } finally {
    await side.ledger.close();
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
    await side.vault.close();
  }
}

function openFolder(place: FolderAt): TransferTarget {
  const vault = openSqliteTransferTarget(vaultAt(place));
  const events = openSqliteLedgerImport(join(place.data, 'ledger.db'));
  return { vault, events, ledger: openSqliteEventStore(join(place.data, 'ledger.db'), { readonly: true }) };
}

async function openServers({ eventStoreDb: url, postgres, keys }: ServersAt): Promise<TransferTarget> {
  const vault = await openPostgresTransferTarget({ url: postgres, keysDir: keys });
  return { vault, events: openEventStoreDbImport({ url }), ledger: openEventStoreDb({ url }) };
}

function vaultAt({ data, keys }: FolderAt): { readonly path: string; readonly keysDir: string } {
  return { path: join(data, 'vault.db'), keysDir: keys };
}
