import type { EventStore } from '#event-store';
import { findLostKeys, type Installation, InstallationError } from '#features';
import type { VaultInstallation } from '#vault';
import type { Finding } from './finding.js';

export interface KeysOptions {
  readonly ledger: EventStore;
  readonly vault: { readonly installation: VaultInstallation };
  readonly installation: Installation;
  readonly onProgress: (part: number, events: number) => void;
}

/** Most people of whom it is counted exactly how many lost their keys. */
const COUNTED = 100_000;

/** Whether ledger and vault belong together, and whether everybody who is named in the ledger has a key or was erased. */
export async function examineKeys({ ledger, vault, installation, onProgress }: KeysOptions): Promise<readonly Finding[]> {
  const together = await installation.check().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof InstallationError) return error;
      throw error;
    },
  );
  // That some of the newest are missing is told below, with all others.
  if (together && together.code !== 'vault-outdated') throw together;
  const name = await vault.installation.name();
  const lost = new Set<string>();
  const events = await findLostKeys({
    ledger,
    vault: vault.installation,
    onLost: (hubs) => hubs.forEach((hub) => lost.size < COUNTED && lost.add(hub)),
    onProgress,
  });
  const id: Finding = {
    what: 'ledger and vault',
    state: 'ok',
    found: name
      ? `both of the installation ${name.id}`
      : 'not named yet: nothing was recorded, or this version has not been started',
  };
  if (lost.size === 0)
    return [id, { what: 'keys', state: 'ok', found: `everybody named in ${events} events has one, or was erased` }];
  const found = `those of ${lost.size}${lost.size === COUNTED ? ' or more' : ''} who are named in the ledger are missing, and nothing says that they were erased`;
  const todo =
    'put back the newest backup of the vault; if there is none that has them, touchstone doctor --accept-lost-keys gives up what they would open';
  return [id, { what: 'keys', state: 'wrong', found, todo }];
}
