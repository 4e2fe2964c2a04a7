import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { SearchHit } from '../vault.js';
import { ADA, CASE, EMAIL, type OpenVault, PHONE, UNKNOWN, vaultForEach } from './vault-under-test.js';

export function searchingContract(open: OpenVault): void {
  describe('search', () => {
    const under = vaultForEach(open);

    beforeEach(async () => {
      const account = { type: 'account-number', value: 'GB 82 WEST 1234 5698' };
      const [email, phone] = await under.vault.handles([EMAIL, PHONE, CASE, account]);
      await under.vault.profiles([
        { hub: email?.handle ?? UNKNOWN, profile: ADA },
        { hub: phone?.handle ?? UNKNOWN, profile: { name: "Zoë Müller-O'Brien" } },
      ]);
    });

    it.each([
      ['ada@EXAMPLE.org', ['identifier: ada@example.org']],
      ['020 7946 0018', ['identifier: +44 20 7946 0018']],
      ['c1002', ['identifier: C-1002']],
      ['byron', ['name: Ada Byron']],
      ['byr AD', ['name: Ada Byron']],
      ['zoe muller', ["name: Zoë Müller-O'Brien"]],
      ['obrien, zoë', ["name: Zoë Müller-O'Brien"]],
      ['7946 0018', ['partial: +44 20 7946 0018']],
      ['020 7946', ['partial: +44 20 7946 0018']],
      ['+44 20 794', ['partial: +44 20 7946 0018']],
      ['ada@ex', ['partial: ada@example.org']],
      ['west1234', ['partial: GB 82 WEST 1234 5698']],
      ['1002', ['partial: C-1002']],
      ['ada byron jones', []],
      ['no such thing', []],
      ['', []],
      ['"*^', []],
      ['%%%', []],
    ])('%j finds %j', async (query, found) => {
      expect(values(await under.vault.search(query, 10))).toEqual(found);
    });

    it('puts whole identifiers before names before parts, and never gives more than asked for', async () => {
      await under.vault.handles([{ type: 'case-ref', value: 'ada' }]);
      const hits = await under.vault.search('ADA', 10);
      expect(values(hits)).toEqual(['identifier: ada', 'name: Ada Byron']);
      expect(hits[1]?.handle).toBe(await under.handleOf(EMAIL));
      expect(await under.vault.search('ADA', 1)).toEqual(hits.slice(0, 1));
    });

    it('finds an identifier of a type that another connection has just added', async () => {
      expect(await under.vault.search('LP-77', 10)).toEqual([]);
      const beside = await under.beside();
      await beside.handles([{ type: 'loyalty-card', value: 'LP-77' }]);
      expect(values(await under.vault.search('LP-77', 10))).toEqual(['identifier: LP-77']);
    });

    it('also matches a short identifier as a part of others, but not a long one', async () => {
      const numbers = ['1234', '12345', '123456789', '1234567890'].map((value) => ({ type: 'customer-number', value }));
      await under.vault.handles(numbers);
      const found = async (query: string): Promise<string[]> =>
        values(await under.vault.search(query, 10)).map((hit) => hit.replace(/ GB .*/, ' GB'));
      expect(await found('1234')).toEqual([
        'identifier: 1234',
        'partial: GB',
        'partial: 12345',
        'partial: 123456789',
        'partial: 1234567890',
      ]);
      expect(await found('1234 5678 9')).toEqual(['identifier: 123456789']);
      expect(await found('2345 6789')).toEqual(['partial: 123456789', 'partial: 1234567890']);
    });

    it("still finds people whose name is also somebody's identifier", async () => {
      await under.vault.handles([
        { type: 'nickname', value: 'Ada-Byron!' },
        { type: 'nickname', value: 'Adabyronlong' },
      ]);
      await under.vault.profiles([{ hub: await under.handleOf(CASE), profile: { name: 'Adabyronlong' } }]);
      expect(values(await under.vault.search('ada byron', 10)).slice(0, 2)).toEqual([
        'identifier: Ada-Byron!',
        'name: Ada Byron',
      ]);
      expect(values(await under.vault.search('adabyronlong', 10))).toEqual(['identifier: Adabyronlong', 'name: Adabyronlong']);
    });

    it('sees in another connection at once what was just written', async () => {
      const beside = await under.beside();
      expect(await beside.search('grace', 10)).toEqual([]);
      await under.vault.profiles([{ hub: await under.handleOf(CASE), profile: { name: 'Grace Hopper' } }]);
      expect(values(await beside.search('grace', 10))).toEqual(['name: Grace Hopper']);
    });

    it('takes any text without failing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (query) => {
          expect((await under.vault.search(query, 5)).length).toBeLessThanOrEqual(5);
        }),
        { numRuns: 50 },
      );
    });
  });
}

function values(hits: readonly SearchHit[]): string[] {
  return hits.map(({ how, value }) => `${how}: ${value}`);
}
