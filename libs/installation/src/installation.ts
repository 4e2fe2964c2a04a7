import { randomUUID } from 'node:crypto';
import {
  INSTALLATION_STREAM,
  installationNamed,
  type NamedInstallation,
  type NewEvent,
  type RecordedEvent,
  START,
} from '#events';
import { ConcurrencyError, DuplicateEventIdError, type EventStore } from '#event-store';
import { KeyLostError, SectionDamagedError, type Vault, type VaultInstallation } from '#vault';
import { belongsTogether } from './belongs-together.js';
import { InstallationError, type Places } from './installation-error.js';
import { nameInLedger } from './name-in-ledger.js';
import { sectionsOf } from './sections-of.js';

export interface InstallationPorts {
  readonly ledger: Pick<EventStore, 'head' | 'readAll' | 'readNewest' | 'readStream' | 'append'>;
  readonly vault: Pick<Vault, 'open'> & { readonly installation: VaultInstallation };
  readonly places: Places;
  /** Opened for reading only: where something is to be noted, whoever writes does it. */
  readonly readonly?: boolean;
}

/** Events at either end whose sealed sections must open before a ledger and a vault without a name are taken for one. */
const SAMPLE = 20;
/** The newest events, each of whose hubs must have a key or a tombstone. */
const NEWEST = 1000;

/**
 * What a ledger and a vault that belong together share: an id that the vault keeps first, then the ledger has as an event,
 * and which the vault then notes as confirmed. It is given before anything is recorded.
 */
export class Installation {
  readonly #ports: InstallationPorts;
  #named = false;
  #checking: Promise<void> | undefined;
  #naming: Promise<void> | undefined;

  constructor(ports: InstallationPorts) {
    this.#ports = ports;
  }

  /**
   * Resolves where ledger and vault belong together, once for all; otherwise it looks again with the next call. A ledger and a
   * vault of an older version get their name.
   * @throws InstallationError StoreUnavailableError VaultUnavailableError
   */
  async check(): Promise<void> {
    this.#checking ??= this.#check().catch((error: unknown) => {
      this.#checking = undefined;
      throw error;
    });
    await this.#checking;
  }

  /**
   * To be called before anything is recorded: resolves when ledger and vault have their name.
   * @throws InstallationError StoreUnavailableError VaultUnavailableError
   */
  async ensureNamed(): Promise<void> {
    if (this.#named) return;
    await this.check();
    this.#naming ??= this.#name().finally(() => {
      this.#naming = undefined;
    });
    await this.#naming;
  }

  async #check(): Promise<void> {
    const { ledger, vault, readonly = false } = this.#ports;
    // The ledger first: what it has, the vault had before.
    const inLedger = await nameInLedger(ledger);
    const isLedgerEmpty = (await ledger.head()) === START;
    const newest = await ledger.readNewest(NEWEST);
    const inVault = await vault.installation.name();
    const hasVaultKeys = await vault.installation.hasKeys();
    const verdict = belongsTogether({ inLedger, inVault, isLedgerEmpty, hasVaultKeys });
    if (verdict.do === 'refuse') throw this.#refusal(verdict.why, inLedger, inVault?.id);
    if (verdict.do === 'name') return;
    if (verdict.do === 'adopt') await this.#requireThatEndsOpen(newest, hasVaultKeys);
    await this.#requireKeys(newest);
    if (readonly) return;
    if (verdict.do === 'adopt') await this.#name();
    else if (verdict.do === 'confirm') await vault.installation.confirm();
    this.#named = true;
  }

  #refusal(
    why: 'ledger-missing' | 'vault-missing' | 'not-together',
    inLedger: string | undefined,
    inVault: string | undefined,
  ): InstallationError {
    const { places } = this.#ports;
    if (why === 'ledger-missing') return InstallationError.ledgerMissing(places, inVault);
    if (why === 'vault-missing') return InstallationError.vaultMissing(places);
    return InstallationError.notTogether(places, `the ledger's: ${inLedger ?? 'none'}; the vault's: ${inVault ?? 'none'}`);
  }

  /** @throws InstallationError where sealed sections at the ledger's ends neither open nor were erased */
  async #requireThatEndsOpen(newest: readonly RecordedEvent[], hasVaultKeys: boolean): Promise<void> {
    const { ledger, vault, places } = this.#ports;
    const oldest = await ledger.readAll(START, { limit: SAMPLE });
    const ends = [...oldest, ...newest.slice(-SAMPLE)];
    try {
      await vault.open(ends.flatMap(sectionsOf));
    } catch (error) {
      if (!(error instanceof KeyLostError || error instanceof SectionDamagedError)) throw error;
      throw hasVaultKeys
        ? InstallationError.notTogether(places, 'what is sealed in its events does not open', { cause: error })
        : InstallationError.vaultMissing(places);
    }
  }

  /** @throws InstallationError where a hub of these events has neither a key nor a tombstone */
  async #requireKeys(newest: readonly RecordedEvent[]): Promise<void> {
    const { vault, places } = this.#ports;
    const hubs = newest.flatMap(sectionsOf).map(({ hub }) => hub);
    const lost = await vault.installation.withoutKey(hubs);
    if (lost.length > 0) throw InstallationError.vaultOutdated(places, lost.length, newest.length);
  }

  /** Vault first, event second, then the vault notes it: interrupted anywhere, the same call goes on. */
  async #name(): Promise<void> {
    const { ledger, vault, places } = this.#ports;
    const { id } = await vault.installation.give(randomUUID());
    try {
      await ledger.append(INSTALLATION_STREAM, [namingEvent(id)], 'none');
    } catch (error) {
      if (!(error instanceof ConcurrencyError || error instanceof DuplicateEventIdError)) throw error;
      // Another process of this installation was faster, or another installation.
      const inLedger = await nameInLedger(ledger);
      if (inLedger !== id)
        throw InstallationError.notTogether(places, `the ledger's: ${inLedger ?? 'none'}; the vault's: ${id}`, { cause: error });
    }
    await vault.installation.confirm();
    this.#named = true;
  }
}

/** The event that names an installation. Its id is the installation's: appended again, it is the same event. */
export function namingEvent(id: string): NewEvent<string, NamedInstallation> {
  const { type, version } = installationNamed;
  const metadata = { principal: { id: 'touchstone', kind: 'system' } } as const;
  return { id, type, schemaVersion: version, data: { installation: id }, metadata };
}
