import { randomUUID } from 'node:crypto';
import { ConcurrencyError, DuplicateEventIdError, type EventStore } from '#event-store';
import { INSTALLATION_NAMED, installationNamed, type NamedInstallation, START } from '#events';
import type { Vault, VaultInstallation } from '#vault';
import { decideInstallation } from './decide-installation.js';
import { keysLost, ledgerMissing, notOfThisVault, otherInstallation, type Places, vaultMissing } from './installation-errors.js';
import { sealingHubs, sectionsOf } from './key-check.js';

/** The stream that holds the ledger's name, and nothing else. */
const STREAM = 'installation';
/** Of a folder without a name, so many events at its beginning and its end are opened before it gets one. */
const OPENED = 50;
/** So many of the newest events are looked at for keys that are missing. */
const LOOKED_AT = 1000;
const MOST_TRIES = 4;

export interface Belongings {
  readonly store: EventStore;
  readonly vault: Pick<Vault, 'open'> & { readonly installation: VaultInstallation };
  readonly places: Places;
}

/** The id that a ledger bears; `undefined` where it was never named. */
export async function ledgerName(store: Pick<EventStore, 'readStream'>): Promise<string | undefined> {
  const [event] = await store.readStream(STREAM, { limit: 1 });
  return event?.type === INSTALLATION_NAMED ? (event.data as NamedInstallation).installation : undefined;
}

/**
 * Sees to it that ledger and vault belong together, before anything is recorded, and answers with their installation's id. Both get
 * one where they have none: new ones, and those of earlier versions, once the vault opens what the ledger holds. Killed at any moment,
 * the next call goes on; any number of processes may call it at once.
 * @throws InstallationError; StoreUnavailableError VaultUnavailableError
 */
export async function joinInstallation({ store, vault, places }: Belongings): Promise<string> {
  const id = await sharedId({ store, vault, places });
  await requireKeys({ store, vault, places });
  return id;
}

async function sharedId({ store, vault, places }: Belongings): Promise<string> {
  for (let tries = 1; ; tries++) {
    const mark = await vault.installation.mark();
    const ledger = await ledgerName(store);
    const decision = decideInstallation({ ledger, vault: mark });
    if (decision.do === 'go-on') return decision.id;
    if (decision.do === 'confirm') {
      await vault.installation.confirm();
      return decision.id;
    }
    if (decision.do === 'name') {
      await requireSameOrigin({ store, vault, places });
      await nameLedger(store, (await vault.installation.name(mark?.id ?? randomUUID())).id);
    }
    // Another process may have named them between the two readings: what is refused is refused when it is read again.
    if (tries < MOST_TRIES) continue;
    if (decision.do === 'refuse' && decision.why === 'ledger-missing') throw ledgerMissing(places);
    if (ledger === undefined || !mark) throw vaultMissing(places);
    throw otherInstallation(places, { ledger, vault: mark.id });
  }
}

/** @throws InstallationError where the vault is not the one that this ledger, which has no name, was recorded with */
async function requireSameOrigin({ store, vault, places }: Belongings): Promise<void> {
  // Keys are asked for first: whoever has recorded something has named the ledger before.
  const hadKeys = await vault.installation.hasKeys();
  const first = await store.readAll(START, { limit: OPENED });
  if (first.length === 0 && hadKeys) throw ledgerMissing(places);
  for (const events of [first, await store.readNewest(OPENED)]) {
    const sections = sectionsOf(events);
    if (sections.length > 0 && !(await vault.installation.hasKeys())) throw vaultMissing(places);
    for (const section of sections) {
      await vault.open([section]).catch((error: unknown) => {
        throw isUnopened(error) ? notOfThisVault(places, section.eventId) : error;
      });
    }
  }
}

function isUnopened(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'key-lost' || error.code === 'section-damaged');
}

async function nameLedger(store: EventStore, id: string): Promise<void> {
  const { type, version: schemaVersion } = installationNamed;
  const data: NamedInstallation = { installation: id };
  try {
    await store.append(STREAM, [{ id, type, schemaVersion, data, metadata: {} }], 'none');
  } catch (error) {
    // Somebody named it first, or this append was repeated: what it bears now is read.
    if (!(error instanceof ConcurrencyError || error instanceof DuplicateEventIdError)) throw error;
  }
}

/** @throws InstallationError `keys-lost` */
async function requireKeys({ store, vault, places }: Belongings): Promise<void> {
  const events = await store.readNewest(LOOKED_AT);
  const lost = await vault.installation.withoutKey([...sealingHubs(events)]);
  if (lost.length > 0) throw keysLost(places, lost.length, events.length);
}
