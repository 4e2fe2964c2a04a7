import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallationMark } from '../installation.js';
import { VaultUnavailableError } from '../vault.js';

/** A mark as it is stored. */
export interface StoredMark {
  readonly id: string;
  readonly mac: Buffer;
  readonly confirmed: boolean | number;
}

/** What binds an installation's id to its master key: HMAC-SHA256, so that an id cannot be copied into another's vault. */
export function installationMac(master: Buffer, id: string): Buffer {
  return createHmac('sha256', master).update(`installation:${id}`).digest();
}

/** @throws VaultUnavailableError `damaged` where `macOf` makes another digest of its id */
export function verifiedMark({ id, mac, confirmed }: StoredMark, macOf: (id: string) => Buffer): InstallationMark {
  const expected = macOf(id);
  if (mac.length === expected.length && timingSafeEqual(mac, expected)) return { id, confirmed: Boolean(confirmed) };
  throw new VaultUnavailableError(
    'damaged',
    "The name of the installation in the vault was not made under this vault's master key: it was altered, or copied from another vault. Restore the vault from its backup.",
  );
}
