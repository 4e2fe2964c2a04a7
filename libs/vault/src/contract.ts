import { describe, expect, it } from '@jest/globals';
import { quarantineContract } from './contract/quarantining.js';
import { resolvingContract } from './contract/resolving.js';
import { sealingContract } from './contract/sealing.js';
import { searchingContract } from './contract/searching.js';
import { shreddingContract } from './contract/shredding.js';
import { suggestionsContract } from './contract/suggesting.js';
import { transactionContract } from './contract/transactions.js';
import { EMAIL, type OpenVault, vaultForEach } from './contract/vault-under-test.js';

/** What every vault adapter guarantees; `open` gives a fresh, empty one for each test. */
export function vaultContract(name: string, open: OpenVault): void {
  describe(`${name} keeps the vault's contract`, () => {
    resolvingContract(open);
    sealingContract(open);
    searchingContract(open);
    transactionContract(open);
    shreddingContract(open);
    quarantineContract(open);
    suggestionsContract(open);

    describe('closing', () => {
      const under = vaultForEach(open);

      it('refuses calls from then on', async () => {
        const beside = await under.beside();
        await beside.close();
        await expect(beside.handles([EMAIL])).rejects.toMatchObject({ code: 'closed' });
      });
    });
  });
}
