import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore, openSqliteLedgerImport } from '#event-store';
import { openEventStoreDb, openEventStoreDbImport } from '#event-store/eventstoredb';
import { accessFiles, openDataFolder } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import type { TransferSide, TransferTarget } from '#transfer';
import { openSqliteTransfer, openSqliteTransferTarget } from '#vault';
import { openPostgresTransfer, openPostgresTransferTarget, TRANSFER } from '#vault/postgres';
import { CommandError, codeOf } from '#cli';

/** A data folder and where its keys are; absolute. */
export interface FolderPlace {
  readonly data: string;
  readonly keys: string;
  /** Written into a new folder. */
  readonly createdBy: string;
}

/** Servers of the distributed edition, and the folder of the master key. Addresses hold passwords. */
export interface ServersPlace {
  readonly eventStoreDb: string;
  readonly postgres: string;
  readonly keys: string;
  readonly allowInsecure: boolean;
}

export type Closable<T> = T & { close(): Promise<void> };

/**
 * Ledger, vault and named tokens of a data folder, for reading; no server can use the folder before `close`.
 * @throws CommandError `no-data`, `refused`, and what opening the files throws
 */
export async function openFolderSide(place: FolderPlace): Promise<Closable<TransferSide>> {
  requireData(place.data);
  const closing = new Closing();
  return closing.orClose(async () => {
    takeFolder(place, closing);
    const vault = closing.add(openSqliteTransfer({ path: join(place.data, 'vault.db'), keysDir: place.keys }));
    const ledger = closing.add(openSqliteEventStore(join(place.data, 'ledger.db'), { readonly: true }));
    return { ledger, vault, access: accessFiles(place.keys), close: () => closing.close() };
  });
}

/** The same, to be copied into; made where there is none. */
export async function openFolderTarget(place: FolderPlace): Promise<Closable<TransferTarget>> {
  const closing = new Closing();
  return closing.orClose(async () => {
    takeFolder(place, closing);
    const vault = closing.add(openSqliteTransferTarget({ path: join(place.data, 'vault.db'), keysDir: place.keys }));
    const path = join(place.data, 'ledger.db');
    const events = closing.add(openSqliteLedgerImport(path));
    const ledger = closing.add(openSqliteEventStore(path, { readonly: true }));
    return { ledger, vault, events, access: accessFiles(place.keys), close: () => closing.close() };
  });
}

/** Ledger, vault and named tokens of the distributed edition, for reading. @throws what opening them throws */
export async function openServersSide({
  eventStoreDb,
  postgres,
  keys,
  allowInsecure,
}: ServersPlace): Promise<Closable<TransferSide>> {
  const closing = new Closing();
  return closing.orClose(async () => {
    const ledger = closing.add(openEventStoreDb({ url: eventStoreDb, allowInsecure }));
    const vault = closing.add(await openPostgresTransfer({ url: postgres, keysDir: keys }));
    const access = closing.add(await openPostgresAccess({ url: postgres, applicationName: TRANSFER }));
    return { ledger, vault, access, close: () => closing.close() };
  });
}

/** The same, to be copied into. */
export async function openServersTarget(place: ServersPlace): Promise<Closable<TransferTarget>> {
  const { eventStoreDb, postgres, keys, allowInsecure } = place;
  const closing = new Closing();
  return closing.orClose(async () => {
    const ledger = closing.add(openEventStoreDb({ url: eventStoreDb, allowInsecure }));
    const events = closing.add(openEventStoreDbImport({ url: eventStoreDb, allowInsecure }));
    const vault = closing.add(await openPostgresTransferTarget({ url: postgres, keysDir: keys }));
    const access = closing.add(await openPostgresAccess({ url: postgres, applicationName: TRANSFER }));
    return { ledger, vault, events, access, close: () => closing.close() };
  });
}

/** Closes everything in the reverse order of opening. */
class Closing {
  readonly #opened: { close(): unknown }[] = [];

  add<T extends { close(): unknown }>(opened: T): T {
    this.#opened.unshift(opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const each of this.#opened.splice(0)) await each.close();
  }

  async orClose<T>(open: () => Promise<T>): Promise<T> {
    try {
      return await open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}

function takeFolder({ data, keys, createdBy }: FolderPlace, closing: Closing): void {
  try {
    closing.add(openDataFolder(data, keys, createdBy));
  } catch (error) {
    if (codeOf(error) !== 'data-folder-busy') throw error;
    throw new CommandError(
      'refused',
      `A server uses the data folder ${data}. Stop it first: nothing may be recorded while a ledger is copied.`,
      { cause: error },
    );
  }
}

function requireData(data: string): void {
  if (existsSync(join(data, 'format.json')) && existsSync(join(data, 'ledger.db'))) return;
  throw new CommandError('no-data', `There is no Touchstone data in ${data}. Name its folder with --data or TOUCHSTONE_DATA.`);
}
