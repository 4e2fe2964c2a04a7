import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { asHandle, type Handle } from '#events';
import {
  HubErasedError,
  KeyLostError,
  SectionDamagedError,
  type IdentifierInput,
  type OpenRequest,
  type Profile,
  type SealRequest,
  type SearchHit,
  type Vault,
} from './vault.js';

/** An empty vault that takes British phone numbers, and a way to open the same one again beside it. */
export interface VaultUnderTest {
  readonly vault: Vault;
  beside(): Promise<Vault>;
  dispose(): Promise<void>;
}

const EMAIL: IdentifierInput = { type: 'email', value: 'Ada@Example.org' };
const PHONE: IdentifierInput = { type: 'phone', value: '+44 20 7946 0018' };
const CASE: IdentifierInput = { type: 'case-ref', value: 'C-1002' };
const ADA: Profile = { name: 'Ada Byron', birthDate: '1815-12-10', address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB' } };
const ERASURE = { requestId: 'request-1', erasedAt: '2026-11-21T10:00:00Z' };
const UNKNOWN = asHandle('00000000-0000-7000-8000-000000000000');

/** What every vault guarantees; `open` gives a fresh, empty one for each test. */
export function vaultContract(name: string, open: () => Promise<VaultUnderTest>): void {
  describe(`${name} keeps the vault's contract`, () => {
    let under: VaultUnderTest;
    let vault: Vault;

    beforeEach(async () => {
      under = await open();
      vault = under.vault;
    });
    afterEach(async () => under.dispose());

    const handleOf = async (identifier: IdentifierInput, where = vault): Promise<Handle> => {
      const [resolved] = await where.handles([identifier]);
      if (!resolved) throw new Error(`${identifier.type} is ignored`);
      return resolved.handle;
    };
    const sealed = async (request: SealRequest): Promise<OpenRequest> => {
      const [text = ''] = await vault.seal([request]);
      return { ...request, sealed: text };
    };
    describe('handles', () => {
      it('are the same for every spelling of a value, and another for every value and type', async () => {
        const spellings = ['+44 20 7946 0018', '020 7946 0018', '(020) 7946-0018', '0044 20 7946 0018'];
        const resolved = await vault.handles(spellings.map((value) => ({ type: 'phone', value })));
        expect(new Set(resolved.map((found) => found?.handle)).size).toBe(1);
        expect(resolved[0]).toMatchObject({ type: 'phone', normalised: '+442079460018' });
        const others = await vault.handles([PHONE, { type: 'fax', value: PHONE.value }, EMAIL, CASE]);
        expect(new Set(others.map((found) => found?.handle)).size).toBe(4);
      });

      it('stay the same, also for another connection', async () => {
        const handle = await handleOf(EMAIL);
        expect(await handleOf({ ...EMAIL, value: ' ADA@example.ORG' })).toBe(handle);
        expect(await handleOf(EMAIL, await under.beside())).toBe(handle);
      });

      it('are undefined where the value says nothing', async () => {
        const blocked = ['noreply@example.org', '', ' none '].map((value) => ({ type: 'email', value }));
        expect(await vault.handles([...blocked, EMAIL])).toEqual([
          undefined,
          undefined,
          undefined,
          expect.objectContaining({ type: 'email' }),
        ]);
      });

      it('find mints nothing', async () => {
        expect(await vault.find([EMAIL])).toEqual([undefined]);
        const handle = await handleOf(EMAIL);
        expect(await vault.find([CASE, EMAIL])).toEqual([undefined, expect.objectContaining({ handle })]);
      });

      it('twice is once, in any order and any split into calls', async () => {
        const value = fc.constantFrom('a@example.org', 'B@example.org', 'c@example.org', 'A@EXAMPLE.ORG', 'b@example.org ');
        await fc.assert(
          fc.asyncProperty(fc.array(fc.array(value)), async (calls) => {
            const byNormalised = new Map<string, string>();
            for (const call of calls) {
              for (const found of await vault.handles(call.map((each) => ({ type: 'email', value: each })))) {
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
      it('have one handle for each hub and content', async () => {
        const [a, b] = [await handleOf(EMAIL), await handleOf(PHONE)];
        const [first, again, other, elsewhere] = await vault.profiles([
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
          await handleOf(EMAIL),
          await handleOf({ ...PHONE, value: '02079460018' }),
          await handleOf(CASE),
        ];
        const [profile = UNKNOWN] = await vault.profiles([{ hub: email, profile: ADA }]);
        const revealed = await vault.reveal([email, phone, reference, profile, UNKNOWN]);
        expect(revealed.identifiers.map(({ value }) => value)).toEqual(['ada@example.org', '+44 20 7946 0018', 'C-1002']);
        expect(revealed.profiles).toEqual([{ ...ADA, handle: profile, hub: email }]);
      });
    });

    describe('sealed sections', () => {
      it('open to what was sealed, whatever it is, also in another connection', async () => {
        const hub = await handleOf(EMAIL);
        const beside = await under.beside();
        await fc.assert(
          fc.asyncProperty(fc.jsonValue(), async (content) => {
            const plain: unknown = JSON.parse(JSON.stringify(content));
            const request = await sealed(section(hub, content));
            expect(await vault.open([request])).toEqual([{ erased: false, content: plain }]);
            expect(await beside.open([request])).toEqual([{ erased: false, content: plain }]);
          }),
          { numRuns: 25 },
        );
      });

      it('never look alike, and show nothing of their content', async () => {
        const hub = await handleOf(EMAIL);
        const [first = '', second = ''] = await vault.seal([section(hub, 'secret words'), section(hub, 'secret words')]);
        expect(first).not.toBe(second);
        expect(Buffer.from(first, 'base64').includes('secret')).toBe(false);
      });

      it('do not open in another place or under another hub', async () => {
        const [hub, other] = [await handleOf(EMAIL), await handleOf(PHONE)];
        await vault.seal([section(other, 'theirs')]);
        const request = await sealed(section(hub, 'mine'));
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
            await expect(vault.open([{ ...request, ...move }])).rejects.toThrow(SectionDamagedError);
          }),
          { numRuns: 40 },
        );
      });

      it('do not open when a single bit of them was changed, or when they are cut', async () => {
        const request = await sealed(section(await handleOf(EMAIL), { text: 'a short one' }));
        const bytes = Buffer.from(request.sealed, 'base64');
        for (let bit = 0; bit < bytes.length * 8; bit += 3) {
          const altered = Buffer.from(bytes);
          altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          await expect(vault.open([{ ...request, sealed: altered.toString('base64') }])).rejects.toThrow(SectionDamagedError);
        }
        for (const length of [0, 1, 28, bytes.length - 1]) {
          const cut = bytes.subarray(0, length).toString('base64');
          await expect(vault.open([{ ...request, sealed: cut }])).rejects.toThrow(SectionDamagedError);
        }
      });

      it('whose key is gone without a tombstone fail loudly', async () => {
        const request = await sealed(section(await handleOf(EMAIL), 'content'));
        await expect(vault.open([{ ...request, hub: UNKNOWN }])).rejects.toThrow(KeyLostError);
      });
    });

    describe('fingerprints', () => {
      it('are equal for equal content only, in every connection', async () => {
        expect(vault.fingerprint('content')).toBe(vault.fingerprint('content'));
        expect((await under.beside()).fingerprint('content')).toBe(vault.fingerprint('content'));
        expect(vault.fingerprint('content')).not.toBe(vault.fingerprint('content '));
      });
    });

    describe('search', () => {
      beforeEach(async () => {
        const account = { type: 'account-number', value: 'GB 82 WEST 1234 5698' };
        const [email, phone] = await vault.handles([EMAIL, PHONE, CASE, account]);
        await vault.profiles([
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
        expect(values(await vault.search(query, 10))).toEqual(found);
      });

      it('puts whole identifiers before names before parts, and never gives more than asked for', async () => {
        await vault.handles([{ type: 'case-ref', value: 'ada' }]);
        const hits = await vault.search('ADA', 10);
        expect(values(hits)).toEqual(['identifier: ada', 'name: Ada Byron']);
        expect(hits[1]?.handle).toBe(await handleOf(EMAIL));
        expect(await vault.search('ADA', 1)).toEqual(hits.slice(0, 1));
      });

      it('takes a short identifier for a part of others, too, but not a long one', async () => {
        const numbers = ['1234', '12345', '123456789', '1234567890'].map((value) => ({ type: 'customer-number', value }));
        await vault.handles(numbers);
        const found = async (query: string): Promise<string[]> =>
          values(await vault.search(query, 10)).map((hit) => hit.replace(/ GB .*/, ' GB'));
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
        await vault.handles([
          { type: 'nickname', value: 'Ada-Byron!' },
          { type: 'nickname', value: 'Adabyronlong' },
        ]);
        await vault.profiles([{ hub: await handleOf(CASE), profile: { name: 'Adabyronlong' } }]);
        expect(values(await vault.search('ada byron', 10)).slice(0, 2)).toEqual(['identifier: Ada-Byron!', 'name: Ada Byron']);
        expect(values(await vault.search('adabyronlong', 10))).toEqual(['identifier: Adabyronlong', 'name: Adabyronlong']);
      });

      it('sees in another connection at once what was just written', async () => {
        const beside = await under.beside();
        expect(await beside.search('grace', 10)).toEqual([]);
        await vault.profiles([{ hub: await handleOf(CASE), profile: { name: 'Grace Hopper' } }]);
        expect(values(await beside.search('grace', 10))).toEqual(['name: Grace Hopper']);
      });

      it('takes any text without failing', async () => {
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (query) => {
            expect((await vault.search(query, 5)).length).toBeLessThanOrEqual(5);
          }),
          { numRuns: 50 },
        );
      });
    });

    describe('transaction', () => {
      it('keeps what was written in it together', async () => {
        const beside = await under.beside();
        const handle = await vault.transaction(async (unit) => {
          const [found] = await unit.handles([EMAIL]);
          expect(await beside.find([EMAIL])).toEqual([undefined]);
          await unit.profiles([{ hub: found?.handle ?? UNKNOWN, profile: ADA }]);
          return found?.handle;
        });
        expect(await beside.find([EMAIL])).toEqual([expect.objectContaining({ handle })]);
      });

      it('that throws keeps nothing, in memory neither', async () => {
        const requests: OpenRequest[] = [];
        const failing = vault.transaction(async (unit) => {
          const [found] = await unit.handles([EMAIL]);
          const hub = found?.handle ?? UNKNOWN;
          await unit.profiles([{ hub, profile: ADA }]);
          const [text = ''] = await unit.seal([section(hub, 'content')]);
          requests.push({ ...section(hub, 'content'), sealed: text });
          throw new Error('changed my mind');
        });
        await expect(failing).rejects.toThrow('changed my mind');
        expect(await vault.find([EMAIL])).toEqual([undefined]);
        expect(await vault.search('ada', 10)).toEqual([]);
        expect(requests).toHaveLength(1);
        await expect(vault.open(requests)).rejects.toThrow(KeyLostError);
      });

      it('makes other calls wait for its end', async () => {
        const order: string[] = [];
        const running = vault.transaction(async (unit) => {
          await unit.handles([EMAIL]);
          await new Promise((resolve) => {
            setTimeout(resolve, 20);
          });
          order.push('transaction');
        });
        const waiting = vault.find([EMAIL]).then((found) => order.push(found[0] ? 'found' : 'not found'));
        await Promise.all([running, waiting]);
        expect(order).toEqual(['transaction', 'found']);
      });

      it('does nothing after its end', async () => {
        const unit = await vault.transaction(async (each) => each);
        await expect(unit.handles([EMAIL])).rejects.toMatchObject({ code: 'closed' });
      });
    });

    describe('shred', () => {
      it('makes sections read as erased, in every connection, and leaves those of others', async () => {
        const [hub, other] = [await handleOf(EMAIL), await handleOf(PHONE)];
        const beside = await under.beside();
        const [mine, theirs] = [await sealed(section(hub, 'mine')), await sealed(section(other, 'theirs'))];
        expect(await beside.open([mine])).toEqual([{ erased: false, content: 'mine' }]);
        await vault.shred([hub], ERASURE);
        for (const each of [vault, beside, await under.beside()]) {
          expect(await each.open([mine, theirs])).toEqual([
            { erased: true, ...ERASURE },
            { erased: false, content: 'theirs' },
          ]);
        }
      });

      it('removes identifier, profiles and search rows, in every connection', async () => {
        const hub = await handleOf(EMAIL);
        const [profile = UNKNOWN] = await vault.profiles([{ hub, profile: ADA }]);
        const beside = await under.beside();
        expect(await beside.find([EMAIL])).toEqual([expect.objectContaining({ handle: hub })]);
        await vault.shred([hub], ERASURE);
        for (const each of [vault, beside]) {
          expect(await each.find([EMAIL])).toEqual([undefined]);
          expect(await each.reveal([hub, profile])).toEqual({ identifiers: [], profiles: [] });
          for (const query of ['ada@example.org', 'ada', 'byron', 'xample']) expect(await each.search(query, 10)).toEqual([]);
        }
      });

      it('gives the same value a new handle afterwards, for which one can seal again', async () => {
        const hub = await handleOf(EMAIL);
        await vault.shred([hub], ERASURE);
        const next = await handleOf(EMAIL);
        expect(next).not.toBe(hub);
        expect(await vault.open([await sealed(section(next, 'new'))])).toEqual([{ erased: false, content: 'new' }]);
        expect(await vault.search('ada@example.org', 10)).toHaveLength(1);
      });

      it('lets nothing more be kept under the erased hub', async () => {
        const hub = await handleOf(EMAIL);
        await vault.seal([section(hub, 'content')]);
        await vault.shred([hub], ERASURE);
        await expect(vault.seal([section(hub, 'more')])).rejects.toThrow(HubErasedError);
        await expect(vault.profiles([{ hub, profile: ADA }])).rejects.toThrow(HubErasedError);
        await expect((await under.beside()).seal([section(hub, 'more')])).rejects.toThrow(HubErasedError);
      });

      it('twice is once: the first request stays', async () => {
        const request = await sealed(section(await handleOf(EMAIL), 'content'));
        await vault.shred([request.hub], ERASURE);
        await vault.shred([request.hub], { requestId: 'request-2', erasedAt: '2027-01-01T00:00:00Z' });
        expect(await vault.open([request])).toEqual([{ erased: true, ...ERASURE }]);
      });
    });

    it('refuses calls after it was closed', async () => {
      const beside = await under.beside();
      await beside.close();
      await expect(beside.handles([EMAIL])).rejects.toMatchObject({ code: 'closed' });
    });
  });
}

function section(hub: Handle, content: unknown, eventId = 'event-1'): SealRequest {
  return { stream: 'interaction-1', eventId, type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0', hub, content };
}

function values(hits: readonly SearchHit[]): string[] {
  return hits.map(({ how, value }) => `${how}: ${value}`);
}
