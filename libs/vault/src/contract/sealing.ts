import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { KeyLostError, SectionDamagedError } from '../vault.js';
import { EMAIL, type OpenVault, PHONE, section, UNKNOWN, vaultForEach } from './vault-under-test.js';

export function sealingContract(open: OpenVault): void {
  describe('sealed sections', () => {
    const under = vaultForEach(open);

    it('open to what was sealed, whatever it is, also in another connection', async () => {
      const hub = await under.handleOf(EMAIL);
      const beside = await under.beside();
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), async (content) => {
          const plain: unknown = JSON.parse(JSON.stringify(content));
          const request = await under.sealed(section(hub, content));
          expect(await under.vault.open([request])).toEqual([{ erased: false, content: plain }]);
          expect(await beside.open([request])).toEqual([{ erased: false, content: plain }]);
        }),
        { numRuns: 25 },
      );
    });

    it('differ for equal content, and show nothing of it', async () => {
      const hub = await under.handleOf(EMAIL);
      const [first = '', second = ''] = await under.vault.seal([section(hub, 'secret words'), section(hub, 'secret words')]);
      expect(first).not.toBe(second);
      expect(Buffer.from(first, 'base64').includes('secret')).toBe(false);
    });

    it('do not open in another place or under another hub', async () => {
      const [hub, other] = [await under.handleOf(EMAIL), await under.handleOf(PHONE)];
      await under.vault.seal([section(other, 'theirs')]);
      const request = await under.sealed(section(hub, 'mine'));
      const changed = fc.string({ minLength: 1 }).filter((text) => !Object.values(request).includes(text));
      const moves = fc.oneof(
        fc.record({ stream: changed }),
        fc.record({ eventId: changed }),
        fc.record({ type: changed }),
        fc.record({ section: changed }),
        fc.record({ schemaVersion: fc.integer({ min: 2 }) }),
        fc.constant({ hub: other }),
      );
      await fc.assert(
        fc.asyncProperty(moves, async (move) => {
          await expect(under.vault.open([{ ...request, ...move }])).rejects.toThrow(SectionDamagedError);
        }),
        { numRuns: 40 },
      );
    });

    it('do not open when a single bit of them was changed, or when they are cut', async () => {
      const request = await under.sealed(section(await under.handleOf(EMAIL), { text: 'a short one' }));
      const bytes = Buffer.from(request.sealed, 'base64');
      for (let bit = 0; bit < bytes.length * 8; bit += 3) {
        const altered = Buffer.from(bytes);
        altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        await expect(under.vault.open([{ ...request, sealed: altered.toString('base64') }])).rejects.toThrow(SectionDamagedError);
      }
      for (const length of [0, 1, 28, bytes.length - 1]) {
        const cut = bytes.subarray(0, length).toString('base64');
        await expect(under.vault.open([{ ...request, sealed: cut }])).rejects.toThrow(SectionDamagedError);
      }
    });

    it('whose key is missing without a tombstone throw', async () => {
      const request = await under.sealed(section(await under.handleOf(EMAIL), 'content'));
      await expect(under.vault.open([{ ...request, hub: UNKNOWN }])).rejects.toThrow(KeyLostError);
    });
  });

  describe('fingerprints', () => {
    const under = vaultForEach(open);

    it('are equal for equal content only, in every connection', async () => {
      expect(under.vault.fingerprint('content')).toBe(under.vault.fingerprint('content'));
      expect((await under.beside()).fingerprint('content')).toBe(under.vault.fingerprint('content'));
      expect(under.vault.fingerprint('content')).not.toBe(under.vault.fingerprint('content '));
    });
  });
}
