import { describe, expect, it } from '@jest/globals';
import { EMAIL, ERASURE, type OpenVault, PHONE, section, UNKNOWN, vaultForEach } from './vault-under-test.js';

const ID = '6f1d0c9a-6a4e-4c0e-9d8e-3f6f2f6c1a55';
const OTHER = '0b7a7d5e-3a58-4d0b-8c49-7b0c5a1d2e3f';

/** What tells whether a vault belongs to a ledger. */
export function installationContract(open: OpenVault): void {
  describe('the installation', () => {
    const under = vaultForEach(open);

    it('has no mark at first', async () => {
      expect(await under.vault.installation.mark()).toBeUndefined();
    });

    it('is named once, whoever names it, and confirmed afterwards, in every connection', async () => {
      const beside = await under.beside();
      expect(await under.vault.installation.name(ID)).toEqual({ id: ID, confirmed: false });
      expect(await beside.installation.name(OTHER)).toEqual({ id: ID, confirmed: false });
      await beside.installation.confirm();
      expect(await under.vault.installation.mark()).toEqual({ id: ID, confirmed: true });
      expect(await under.vault.installation.name(OTHER)).toEqual({ id: ID, confirmed: true });
    });

    it('knows which hubs have neither a key nor the tombstone of one', async () => {
      const { installation } = under.vault;
      expect(await installation.hasKeys()).toBe(false);
      const [kept, erased] = [await under.handleOf(EMAIL), await under.handleOf(PHONE)];
      await under.vault.seal([section(kept, 'kept'), section(erased, 'erased')]);
      await under.vault.shred([erased], ERASURE);
      expect(await installation.hasKeys()).toBe(true);
      expect(await installation.withoutKey([kept, UNKNOWN, erased])).toEqual([UNKNOWN]);
      expect(await installation.withoutKey([])).toEqual([]);
    });
  });
}
