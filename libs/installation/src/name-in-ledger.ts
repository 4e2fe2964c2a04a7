import { INSTALLATION_NAMED, INSTALLATION_STREAM, type NamedInstallation } from '#events';
import type { EventStore } from '#event-store';

/** The id of the installation whose ledger this is; `undefined` where it has none yet. @throws StoreUnavailableError */
export async function nameInLedger(ledger: Pick<EventStore, 'readStream'>): Promise<string | undefined> {
  const [event] = await ledger.readStream(INSTALLATION_STREAM, { limit: 1 });
  return event?.type === INSTALLATION_NAMED ? (event.data as NamedInstallation).installation : undefined;
}
