import { describe, expect, it } from '@jest/globals';
import { EMAIL, ERASURE, type OpenVault, PHONE, section, UNKNOWN, vaultForEach } from './vault-under-test.js';

const ID = '0192a000-0000-7000-8000-000000000001';
const OTHER = '0192a000-0000-7000-8000-000000000002';

export function namingContract(open: OpenVault): void {
  describe('the name of the installation', () => {
    const under = vaultForEach(open);

    it('is given once, seen by everybody, and confirmed', async () => {
      const beside = await under.beside();
      expect(await under.vault.installation.name()).toBeUndefined();
      expect(await under.vault.installation.give(ID)).toEqual({ id: ID, confirmed: false });
      expect(await beside.installation.give(OTHER)).toEqual({ id: ID, confirmed: false });
      await beside.installation.confirm();
      expect(await under.vault.installation.name()).toEqual({ id: ID, confirmed: true });
      expect(await under.vault.installation.give(OTHER)).toEqual({ id: ID, confirmed: true });
    });

    it('is one where several give theirs at once', async () => {
      const beside = await under.beside();
      const given = await Promise.all([under.vault.installation.give(ID), beside.installation.give(OTHER)]);
      expect(new Set(given.map(({ id }) => id)).size).toBe(1);
    });
  });

  describe('keys that are missing', () => {
    const under = vaultForEach(open);

    it('are those of hubs with neither a key nor a tombstone', async () => {
      expect(await under.vault.installation.hasKeys()).toBe(false);
      const [kept, erased] = [await under.handleOf(EMAIL), await under.handleOf(PHONE)];
      await under.vault.seal([section(kept, 'kept'), section(erased, 'erased')]);
      await under.vault.shred([erased], ERASURE);
      expect(await under.vault.installation.withoutKey([kept, UNKNOWN, erased, UNKNOWN])).toEqual([UNKNOWN]);
      expect(await under.vault.installation.withoutKey([])).toEqual([]);
      expect(await under.vault.installation.hasKeys()).toBe(true);
    });
  });
}
