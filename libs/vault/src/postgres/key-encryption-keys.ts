import { decrypt, encrypt } from '../sealing/aes-gcm.js';
import { VaultUnavailableError } from '../vault.js';

/** A key as it is stored: encrypted under the key-encryption key of that version. */
export interface WrappedKey {
  readonly kek: number;
  readonly wrapped: Buffer;
}

/** The key-encryption keys in clear, by version. New keys are wrapped by the newest. */
export class KeyEncryptionKeys {
  readonly newest: number;
  readonly #keys: ReadonlyMap<number, Buffer>;

  constructor(keys: ReadonlyMap<number, Buffer>) {
    this.#keys = keys;
    this.newest = Math.max(0, ...keys.keys());
  }

  /** @throws VaultUnavailableError `master-key-wrong` where they were wrapped by another master key. */
  static unwrapped(stored: readonly { readonly version: number; readonly wrapped: Buffer }[], master: Buffer): KeyEncryptionKeys {
    const keys = stored.map(({ version, wrapped }): [number, Buffer] => {
      const key = decrypt(master, wrapped, purposeOfKek(version));
      if (key !== undefined) return [version, key];
      throw new VaultUnavailableError(
        'master-key-wrong',
        'The master key is not the one that this vault was made with. Put the right key file in its place; nothing was changed.',
      );
    });
    return new KeyEncryptionKeys(new Map(keys));
  }

  has(version: number): boolean {
    return this.#keys.has(version);
  }

  /** `purpose` is bound to the wrapped key: it cannot be unwrapped as the key of something else. */
  wrap(key: Buffer, purpose: string): WrappedKey {
    return { kek: this.newest, wrapped: encrypt(this.#kek(this.newest), key, purpose) };
  }

  /** @throws VaultUnavailableError `damaged` */
  unwrap({ kek, wrapped }: WrappedKey, purpose: string): Buffer {
    const key = decrypt(this.#kek(kek), wrapped, purpose);
    if (key !== undefined) return key;
    throw new VaultUnavailableError('damaged', 'A key in the vault is damaged. Restore the vault from its backup.');
  }

  #kek(version: number): Buffer {
    const key = this.#keys.get(version);
    if (key) return key;
    throw new VaultUnavailableError(
      'damaged',
      `Key-encryption key ${version} is missing from the vault. Restore the vault from its backup.`,
    );
  }
}

/** A new key-encryption key as it is stored. */
export function wrapKek(version: number, key: Buffer, master: Buffer): Buffer {
  return encrypt(master, key, purposeOfKek(version));
}

function purposeOfKek(version: number): string {
  return `kek:${version}`;
}
