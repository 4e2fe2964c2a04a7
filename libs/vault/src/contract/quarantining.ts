import { describe, expect, it } from '@jest/globals';
import type { RefusedItem } from '../quarantine.js';
import { type OpenVault, vaultForEach } from './vault-under-test.js';

const refused = (body: string, detail = 'occurredAt is missing'): RefusedItem => ({
  receivedAt: '2026-11-21T10:00:00.000Z',
  source: 'import',
  problem: { code: 'invalid-touchpoint', detail, errors: [{ field: 'occurredAt', problem: 'is missing' }] },
  body,
});

export function quarantineContract(open: OpenVault): void {
  describe('the quarantine', () => {
    const under = vaultForEach(open);

    it('keeps refused items as they came, oldest first', async () => {
      const [first, second] = await under.vault.quarantine.add([refused('{"a":'), refused('not JSON \u0000 \ud83d\ude00')]);
      expect(first?.known).toBe(false);
      expect(await under.vault.quarantine.page(undefined, 10)).toEqual({
        items: [
          { ...refused('{"a":'), id: first?.id },
          { ...refused('not JSON \u0000 \ud83d\ude00'), id: second?.id },
        ],
      });
      expect(await under.vault.quarantine.get(second?.id ?? '')).toMatchObject({ body: 'not JSON \u0000 \ud83d\ude00' });
    });

    it('stores the same body once, with the newest problem', async () => {
      const [first, again] = await under.vault.quarantine.add([refused('x'), refused('x', 'another problem')]);
      expect(again).toEqual({ id: first?.id, known: true });
      expect(await under.vault.quarantine.add([refused('x', 'a third problem')])).toEqual([{ id: first?.id, known: true }]);
      expect(await under.vault.quarantine.count()).toBe(1);
      expect((await under.vault.quarantine.get(first?.id ?? ''))?.problem.detail).toBe('a third problem');
    });

    it('is read in pages that together hold every item once', async () => {
      await under.vault.quarantine.add(Array.from({ length: 25 }, (_, n) => refused(`body ${n}`)));
      const bodies: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await under.vault.quarantine.page(cursor, 10);
        bodies.push(...page.items.map(({ body }) => body));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(bodies).toEqual(Array.from({ length: 25 }, (_, n) => `body ${n}`));
    });

    it('makes pages of long bodies short', async () => {
      await under.vault.quarantine.add(Array.from({ length: 4 }, (_, n) => refused(`${n}`.repeat(1_500_000))));
      const page = await under.vault.quarantine.page(undefined, 10);
      expect(page.items).toHaveLength(2);
      expect((await under.vault.quarantine.page(page.next, 10)).items).toHaveLength(2);
    });

    it('erases what is removed', async () => {
      const [added] = await under.vault.quarantine.add([refused('x')]);
      expect(await under.vault.quarantine.remove(added?.id ?? '')).toBe(true);
      expect(await under.vault.quarantine.remove(added?.id ?? '')).toBe(false);
      expect(await under.vault.quarantine.get(added?.id ?? '')).toBeUndefined();
      expect(await under.vault.quarantine.count()).toBe(0);
    });
  });
}
