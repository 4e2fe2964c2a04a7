import { describe, expect, it } from '@jest/globals';
import { KeyLostError, type OpenRequest } from '../vault.js';
import { ADA, EMAIL, PHONE, type OpenVault, section, UNKNOWN, vaultForEach } from './vault-under-test.js';

export function transactionContract(open: OpenVault): void {
  describe('transaction', () => {
    const under = vaultForEach(open);

    it('keeps what was written in it together', async () => {
      const beside = await under.beside();
      const handle = await under.vault.transaction(async (unit) => {
        const [found] = await unit.handles([EMAIL]);
        expect(await beside.find([EMAIL])).toEqual([undefined]);
        await unit.profiles([{ hub: found?.handle ?? UNKNOWN, profile: ADA }]);
        return found?.handle;
      });
      expect(await beside.find([EMAIL])).toEqual([expect.objectContaining({ handle })]);
    });

    it('runs calls that are made concurrently', async () => {
      const [[email], [phone], revealed] = await under.vault.transaction(async (unit) => {
        const [known] = await unit.handles([EMAIL]);
        const asked = [known?.handle ?? UNKNOWN, UNKNOWN];
        return Promise.all([unit.handles([EMAIL]), unit.handles([PHONE]), unit.reveal(asked)]);
      });
      expect(await under.vault.find([EMAIL, PHONE])).toEqual([email, phone]);
      expect(revealed.identifiers.map(({ handle }) => handle)).toEqual([email?.handle]);
    });

    it('that throws keeps nothing, nor does any cache', async () => {
      const requests: OpenRequest[] = [];
      const failing = under.vault.transaction(async (unit) => {
        const [found] = await unit.handles([EMAIL]);
        const hub = found?.handle ?? UNKNOWN;
        await unit.profiles([{ hub, profile: ADA }]);
        const [text = ''] = await unit.seal([section(hub, 'content')]);
        requests.push({ ...section(hub, 'content'), sealed: text });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await under.vault.find([EMAIL])).toEqual([undefined]);
      expect(await under.vault.search('ada', 10)).toEqual([]);
      expect(requests).toHaveLength(1);
      await expect(under.vault.open(requests)).rejects.toThrow(KeyLostError);
    });

    it('shows calls made meanwhile all of it or nothing, and those made after it everything', async () => {
      const seen: (readonly unknown[])[] = [];
      const running = under.vault.transaction(async (unit) => {
        await unit.handles([EMAIL]);
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        await unit.handles([PHONE]);
      });
      const meanwhile = Promise.all(
        Array.from({ length: 5 }, async () => {
          seen.push((await under.vault.find([EMAIL, PHONE])).map(Boolean));
        }),
      );
      await Promise.all([running, meanwhile]);
      expect([...new Set(seen.map((found) => new Set(found).size))]).toEqual([1]);
      expect((await under.vault.find([EMAIL, PHONE])).map(Boolean)).toEqual([true, true]);
    });

    it('that runs beside others mints each identifier once', async () => {
      const identifiers = Array.from({ length: 40 }, (_, n) => ({ type: 'case-ref', value: `C-${n}` }));
      const minted = await Promise.all(
        [identifiers, identifiers.toReversed(), identifiers].map(async (stated) =>
          under.vault.transaction(async (unit) => {
            const found = (await unit.handles(stated)).flatMap((each) => (each ? [each] : []));
            await unit.profiles(found.map(({ handle }) => ({ hub: handle, profile: ADA })));
            await unit.seal(found.map(({ handle }) => section(handle, 'content')));
            return found.map(({ normalised, handle }) => `${normalised} ${handle}`).toSorted();
          }),
        ),
      );
      expect(minted[0]).toHaveLength(40);
      expect(minted).toEqual([minted[0], minted[0], minted[0]]);
    });

    it('does nothing after its end', async () => {
      const unit = await under.vault.transaction(async (each) => each);
      await expect(unit.handles([EMAIL])).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
