import { describe, expect, it } from '@jest/globals';
import { HubErasedError } from '../vault.js';
import { ADA, EMAIL, ERASURE, type OpenVault, PHONE, section, UNKNOWN, vaultForEach } from './vault-under-test.js';

export function shreddingContract(open: OpenVault): void {
  describe('shred', () => {
    const under = vaultForEach(open);

    it('makes sections read as erased, in every connection, and leaves those of others', async () => {
      const [hub, other] = [await under.handleOf(EMAIL), await under.handleOf(PHONE)];
      const beside = await under.beside();
      const [mine, theirs] = [await under.sealed(section(hub, 'mine')), await under.sealed(section(other, 'theirs'))];
      expect(await beside.open([mine])).toEqual([{ erased: false, content: 'mine' }]);
      await under.vault.shred([hub], ERASURE);
      for (const each of [under.vault, beside, await under.beside()]) {
        expect(await each.open([mine, theirs])).toEqual([
          { erased: true, ...ERASURE },
          { erased: false, content: 'theirs' },
        ]);
      }
    });

    it('removes identifier, profiles and search rows, in every connection', async () => {
      const hub = await under.handleOf(EMAIL);
      const [profile = UNKNOWN] = await under.vault.profiles([{ hub, profile: ADA }]);
      const beside = await under.beside();
      expect(await beside.find([EMAIL])).toEqual([expect.objectContaining({ handle: hub })]);
      await under.vault.shred([hub], ERASURE);
      for (const each of [under.vault, beside]) {
        expect(await each.find([EMAIL])).toEqual([undefined]);
        expect(await each.reveal([hub, profile])).toEqual({ identifiers: [], profiles: [] });
        for (const query of ['ada@example.org', 'ada', 'byron', 'xample']) expect(await each.search(query, 10)).toEqual([]);
      }
    });

    it('gives the same value a new handle afterwards, for which one can seal again', async () => {
      const hub = await under.handleOf(EMAIL);
      await under.vault.shred([hub], ERASURE);
      const next = await under.handleOf(EMAIL);
      expect(next).not.toBe(hub);
      expect(await under.vault.open([await under.sealed(section(next, 'new'))])).toEqual([{ erased: false, content: 'new' }]);
      expect(await under.vault.search('ada@example.org', 10)).toHaveLength(1);
    });

    it('refuses everything further under the erased hub', async () => {
      const hub = await under.handleOf(EMAIL);
      await under.vault.seal([section(hub, 'content')]);
      await under.vault.shred([hub], ERASURE);
      await expect(under.vault.seal([section(hub, 'more')])).rejects.toThrow(HubErasedError);
      await expect(under.vault.profiles([{ hub, profile: ADA }])).rejects.toThrow(HubErasedError);
      await expect((await under.beside()).seal([section(hub, 'more')])).rejects.toThrow(HubErasedError);
    });

    it('done twice keeps the first request', async () => {
      const request = await under.sealed(section(await under.handleOf(EMAIL), 'content'));
      await under.vault.shred([request.hub], ERASURE);
      await under.vault.shred([request.hub], { requestId: 'request-2', erasedAt: '2027-01-01T00:00:00Z' });
      expect(await under.vault.open([request])).toEqual([{ erased: true, ...ERASURE }]);
    });
  });
}
