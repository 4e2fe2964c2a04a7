import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccessStores } from '../access.js';
import type { TokenFor } from '../token-store.js';

/** Stores that a test may open again beside themselves, as another process would. */
export interface StoresUnderTest {
  readonly open: () => Promise<AccessStores>;
  /** Everything that is kept, as text. */
  readonly kept: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const JANE: TokenFor = { name: 'Jane', kind: 'person', roles: ['agent', 'analyst'] };
const CRM: TokenFor = { name: 'CRM', kind: 'service', roles: ['service'] };
const LATER = Math.floor(Date.now() / 1000) + 3600;

/** What every place for named tokens and ended sessions guarantees. */
export function accessStoresContract(name: string, prepare: () => Promise<StoresUnderTest>): void {
  describe(`${name} keeps the contract of access stores`, () => {
    let under: StoresUnderTest;
    let stores: AccessStores;
    beforeEach(async () => {
      under = await prepare();
      stores = await under.open();
    });
    afterEach(() => under.close());

    it('makes tokens that are found by their text and by their id, and never keeps the text', async () => {
      const { token, kept } = await stores.tokens.create(JANE);
      expect(token).toMatch(/^touchstone_[\w-]{43}$/);
      expect(kept).toMatchObject(JANE);
      expect(await stores.tokens.find(token)).toEqual(kept);
      expect(await stores.tokens.get([kept.id, 'nobody', kept.id])).toEqual([kept]);
      expect(await under.kept()).not.toContain(token.slice('touchstone_'.length));
      expect(await under.kept()).toContain(kept.id);
    });

    it('finds nothing by any other text', async () => {
      const { token, kept } = await stores.tokens.create(JANE);
      for (const other of ['', kept.id, `${token}x`, token.slice(0, -1), token.toUpperCase()])
        expect(await stores.tokens.find(other)).toBeUndefined();
    });

    it('lists them all, oldest first, revoked ones with the time', async () => {
      const first = await stores.tokens.create(JANE);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const second = await stores.tokens.create(CRM);
      const revoked = await stores.tokens.revoke(first.kept.id);
      expect(revoked).toEqual({ ...first.kept, revokedAt: expect.any(String) });
      expect(await stores.tokens.list()).toEqual([revoked, second.kept]);
      expect(await stores.tokens.revoke(first.kept.id)).toEqual(revoked);
      expect(await stores.tokens.revoke('nobody')).toBeUndefined();
    });

    it('holds for every process what another changed', async () => {
      const beside = await under.open();
      expect(await beside.tokens.list()).toEqual([]);
      const { token, kept } = await stores.tokens.create(JANE);
      await untilTrue(async () => (await beside.tokens.find(token)) !== undefined);
      await beside.tokens.revoke(kept.id);
      await untilTrue(async () => (await stores.tokens.find(token))?.revokedAt !== undefined);
      await stores.ended.end('session-1', LATER);
      await untilTrue(async () => (await beside.ended.among(['session-1'])).size === 1);
    });

    it('forgets nothing when it is opened again', async () => {
      const { kept } = await stores.tokens.create(CRM);
      await stores.ended.end('session-1', LATER);
      const again = await under.open();
      expect(await again.tokens.list()).toEqual([kept]);
      expect(await again.ended.among(['session-2', 'session-1'])).toEqual(new Set(['session-1']));
      expect(await again.ended.among([])).toEqual(new Set());
    });

    it('takes tokens and ended sessions over from another store: they go on working, and what was revoked stays so', async () => {
      const [jane, left, here] = [
        await stores.tokens.create(JANE),
        await stores.tokens.create(JANE),
        await stores.tokens.create(CRM),
      ];
      await stores.ended.end('session-1', LATER);
      const other = await prepare();
      const taking = await other.open();
      try {
        await taking.tokens.take(await stores.tokens.records());
        const of = async (tokens: typeof stores.tokens) => [await tokens.list(), await tokens.records()];
        expect(await of(taking.tokens)).toEqual(await of(stores.tokens));
        expect(await taking.tokens.find(jane.token)).toEqual(jane.kept);
        await stores.tokens.revoke(left.kept.id);
        await taking.tokens.revoke(here.kept.id);
        const own = await taking.tokens.create(CRM);
        await taking.tokens.take(await stores.tokens.records());
        const revoked = (await taking.tokens.list()).filter(({ revokedAt }) => revokedAt !== undefined);
        expect(new Set(revoked.map(({ id }) => id))).toEqual(new Set([left.kept.id, here.kept.id]));
        expect(await taking.tokens.find(own.token)).toEqual(own.kept);
        expect(await stores.ended.all()).toEqual(new Map([['session-1', LATER]]));
      } finally {
        await other.close();
      }
    });

    it('makes many tokens at once', async () => {
      const beside = await under.open();
      const made = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? stores : beside).tokens.create(CRM)));
      const again = await under.open();
      expect(new Set((await again.tokens.list()).map(({ id }) => id))).toEqual(new Set(made.map(({ kept }) => kept.id)));
    });

    it('ends a session once, and keeps it no longer than the session would have lasted', async () => {
      await stores.ended.end('old', Math.floor(Date.now() / 1000) - 60);
      await stores.ended.end('new', LATER);
      await stores.ended.end('new', LATER);
      expect(await stores.ended.among(['new'])).toEqual(new Set(['new']));
      expect(await (await under.open()).ended.among(['old'])).toEqual(new Set());
    });
  });
}

/** A change of another process is noticed soon, not at once. */
async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 2000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > deadline) throw new Error('The change was not noticed.');
}
