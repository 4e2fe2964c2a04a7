import { beforeEach, describe, expect, it } from '@jest/globals';
import { asHandle, type Handle } from '#events';
import type { Suggestion } from '../suggestions.js';
import { ERASURE, type OpenVault, vaultForEach } from './vault-under-test.js';

const SINCE = '2026-11-21T10:00:00.000Z';

export function suggestionsContract(open: OpenVault): void {
  describe('what fuzzy matching works on', () => {
    const under = vaultForEach(open);
    let hubs: Handle[];

    beforeEach(async () => {
      const { vault } = under;
      const found = await vault.handles(['a', 'b', 'c'].map((letter) => ({ type: 'email', value: `${letter}@example.org` })));
      hubs = found.map((each) => each?.handle ?? asHandle(''));
      await vault.profiles(hubs.map((hub, n) => ({ hub, profile: { name: `Person ${n}` } })));
    });

    const between = (a: number, b: number, score: number, reasons = ['same birth date']): Suggestion => {
      const [first, second] = [hubs[a] ?? asHandle(''), hubs[b] ?? asHandle('')];
      return { a: first, b: second, score, reasons, since: SINCE };
    };

    it('gives profiles in the order they became known, with the identifier of their hub', async () => {
      const { suggestions } = under.vault;
      const [first, second] = await suggestions.changedProfiles(0, 2);
      expect(first).toMatchObject({
        hub: hubs[0],
        profile: { name: 'Person 0' },
        hubIdentifier: { type: 'email', normalised: 'a@example.org' },
      });
      expect((await suggestions.changedProfiles(second?.id ?? 0, 10)).map(({ profile }) => profile.name)).toEqual(['Person 2']);
      expect(await suggestions.profiles([second?.id ?? 0, 999])).toEqual([second]);
    });

    it('finds the profiles that share a blocking key, up to a limit', async () => {
      const { suggestions } = under.vault;
      const ids = (await suggestions.changedProfiles(0, 10)).map(({ id }) => id);
      await suggestions.putBlocks(ids.map((profileId, n) => ({ profileId, keys: ['all', `own ${n}`] })));
      await suggestions.putBlocks([{ profileId: ids[0] ?? 0, keys: ['all'] }]);
      expect(await suggestions.sharingBlock(['all', 'own 1', 'nobody', 'all'], 2)).toEqual([
        { key: 'all', profiles: ids.slice(0, 2), more: true },
        { key: 'own 1', profiles: [ids[1]], more: false },
      ]);
    });

    it('pages open suggestions, the most likely first, each once', async () => {
      const { suggestions } = under.vault;
      await suggestions.put([between(0, 1, 0.7), between(1, 2, 0.9), between(0, 2, 0.7)]);
      expect(await suggestions.count()).toBe(3);
      const first = await suggestions.page(undefined, 2);
      const second = await suggestions.page(first.next, 2);
      expect(second.next).toBeUndefined();
      expect([...first.items, ...second.items]).toEqual([between(1, 2, 0.9), between(0, 1, 0.7), between(0, 2, 0.7)]);
      await expect(suggestions.page('nonsense', 2)).rejects.toMatchObject({ code: 'invalid-cursor' });
    });

    it('pages those that name one of some hubs as either of the pair', async () => {
      const { suggestions } = under.vault;
      await suggestions.put([between(0, 1, 0.7), between(1, 2, 0.9), between(0, 2, 0.8)]);
      const of = hubs.slice(1, 2);
      const first = await suggestions.page(undefined, 1, of);
      const second = await suggestions.page(first.next, 1, of);
      expect([...first.items, ...second.items]).toEqual([between(1, 2, 0.9), between(0, 1, 0.7)]);
      expect(second.next).toBeUndefined();
      expect((await suggestions.page(undefined, 10, hubs)).items).toHaveLength(3);
      expect(await suggestions.page(undefined, 10, [])).toEqual({ items: [] });
      await suggestions.close(hubs[0] ?? asHandle(''), hubs[1] ?? asHandle(''));
      expect((await suggestions.page(undefined, 10, of)).items).toEqual([between(1, 2, 0.9)]);
    });

    it('keeps one suggestion for a pair in either order, with the newest score and the earliest date', async () => {
      const { suggestions } = under.vault;
      await suggestions.put([between(0, 1, 0.7)]);
      await suggestions.put([{ ...between(1, 0, 0.8, ['same phone']), since: '2027-01-01T00:00:00.000Z' }]);
      expect((await suggestions.page(undefined, 10)).items).toEqual([between(0, 1, 0.8, ['same phone'])]);
    });

    it('never suggests a closed pair again', async () => {
      const { suggestions } = under.vault;
      const { a, b } = between(0, 1, 0.7);
      await suggestions.put([between(0, 1, 0.7)]);
      await suggestions.close(b, a);
      await suggestions.close(hubs[1] ?? a, hubs[2] ?? b);
      await suggestions.put([between(0, 1, 0.99), between(1, 2, 0.99)]);
      expect(await suggestions.page(undefined, 10)).toEqual({ items: [] });
      expect(await suggestions.count()).toBe(0);
    });

    it('commits blocks, suggestions and checkpoint together', async () => {
      const { suggestions } = under.vault;
      expect(await suggestions.checkpoint()).toBe(0);
      const [profile] = await suggestions.changedProfiles(0, 1);
      const profileId = profile?.id ?? 0;
      await suggestions.commit({
        blocks: [{ profileId, keys: ['k'] }],
        suggestions: [between(0, 1, 0.5)],
        checkpoint: profileId,
      });
      expect([await suggestions.checkpoint(), await suggestions.count(), await suggestions.sharingBlock(['k'], 5)]).toEqual([
        profileId,
        1,
        [{ key: 'k', profiles: [profileId], more: false }],
      ]);
    });

    it('removes everything of a shredded hub, and accepts nothing further about it', async () => {
      const { suggestions } = under.vault;
      const ids = (await suggestions.changedProfiles(0, 10)).map(({ id }) => id);
      await suggestions.putBlocks(ids.map((profileId) => ({ profileId, keys: ['all'] })));
      await suggestions.put([between(0, 1, 0.7), between(1, 2, 0.9)]);
      await under.vault.shred([hubs[0] ?? asHandle('')], ERASURE);
      await suggestions.put([between(0, 2, 0.9)]);
      await suggestions.putBlocks([{ profileId: ids[0] ?? 0, keys: ['all'] }]);
      expect((await suggestions.page(undefined, 10)).items).toEqual([between(1, 2, 0.9)]);
      expect(await suggestions.sharingBlock(['all'], 10)).toEqual([{ key: 'all', profiles: ids.slice(1), more: false }]);
      expect((await suggestions.changedProfiles(0, 10)).map(({ id }) => id)).toEqual(ids.slice(1));
    });
  });
}
