import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ADA, CASE, EMAIL, type OpenVault, PHONE, UNKNOWN, vaultForEach } from './vault-under-test.js';

export function resolvingContract(open: OpenVault): void {
  describe('handles', () => {
    const under = vaultForEach(open);

    it('are the same for every spelling of a value, and another for every value and type', async () => {
      const spellings = ['+44 20 7946 0018', '020 7946 0018', '(020) 7946-0018', '0044 20 7946 0018'];
      const resolved = await under.vault.handles(spellings.map((value) => ({ type: 'phone', value })));
      expect(new Set(resolved.map((found) => found?.handle)).size).toBe(1);
      expect(resolved[0]).toMatchObject({ type: 'phone', normalised: '+442079460018' });
      const others = await under.vault.handles([PHONE, { type: 'fax', value: PHONE.value }, EMAIL, CASE]);
      expect(new Set(others.map((found) => found?.handle)).size).toBe(4);
    });

    it('stay the same, also for another connection', async () => {
      const handle = await under.handleOf(EMAIL);
      expect(await under.handleOf({ ...EMAIL, value: ' ADA@example.ORG' })).toBe(handle);
      expect(await under.handleOf(EMAIL, await under.beside())).toBe(handle);
    });

    it('are undefined for values that recognition ignores', async () => {
      const blocked = ['noreply@example.org', '', ' none '].map((value) => ({ type: 'email', value }));
      expect(await under.vault.handles([...blocked, EMAIL])).toEqual([
        undefined,
        undefined,
        undefined,
        expect.objectContaining({ type: 'email' }),
      ]);
    });

    it('are not minted by find', async () => {
      expect(await under.vault.find([EMAIL])).toEqual([undefined]);
      const handle = await under.handleOf(EMAIL);
      expect(await under.vault.find([CASE, EMAIL])).toEqual([undefined, expect.objectContaining({ handle })]);
    });

    it('are the same however often, in whatever order and in however many calls they are asked for', async () => {
      const value = fc.constantFrom('a@example.org', 'B@example.org', 'c@example.org', 'A@EXAMPLE.ORG', 'b@example.org ');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(value)), async (calls) => {
          const byNormalised = new Map<string, string>();
          for (const call of calls) {
            for (const found of await under.vault.handles(call.map((each) => ({ type: 'email', value: each })))) {
              if (!found) throw new Error('ignored');
              expect(byNormalised.get(found.normalised) ?? found.handle).toBe(found.handle);
              byNormalised.set(found.normalised, found.handle);
            }
          }
          expect(new Set(byNormalised.values()).size).toBe(byNormalised.size);
        }),
        { numRuns: 20 },
      );
    });
  });

  describe('profiles', () => {
    const under = vaultForEach(open);

    it('have one handle per hub and content', async () => {
      const [a, b] = [await under.handleOf(EMAIL), await under.handleOf(PHONE)];
      const [first, again, other, elsewhere] = await under.vault.profiles([
        { hub: a, profile: ADA },
        { hub: a, profile: { address: ADA.address, birthDate: ADA.birthDate, name: ADA.name } },
        { hub: a, profile: { name: 'Ada Lovelace' } },
        { hub: b, profile: ADA },
      ]);
      expect(again).toBe(first);
      expect(new Set([first, other, elsewhere]).size).toBe(3);
    });

    it('and identifiers are revealed for display; what is unknown is left out', async () => {
      const [email, phone, reference] = [
        await under.handleOf(EMAIL),
        await under.handleOf({ ...PHONE, value: '02079460018' }),
        await under.handleOf(CASE),
      ];
      const [profile = UNKNOWN] = await under.vault.profiles([{ hub: email, profile: ADA }]);
      const revealed = await under.vault.reveal([email, phone, reference, profile, UNKNOWN]);
      expect(revealed.identifiers.map(({ value }) => value)).toEqual(['ada@example.org', '+44 20 7946 0018', 'C-1002']);
      expect(revealed.profiles).toEqual([{ ...ADA, handle: profile, hub: email }]);
    });
  });
}
