import { describe, expect, it } from '@jest/globals';
import { asPosition, START } from '#events';
import { anEvent, type OpenStore, type StoreTraits, withStore } from './opened-store.js';

export function readingContract(open: OpenStore, { clockSkew }: StoreTraits): void {
  describe('reading', () => {
    it(
      'an event comes back as it was appended, with its place and time',
      withStore(open, async (store, ledger) => {
        const before = Date.now();
        const event = {
          id: 'b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b',
          type: 'Typed',
          schemaVersion: 3,
          data: { n: 1.5, list: [true, null], nested: { '': '' } },
          metadata: { actor: 'jane', correlationId: 'r-1' },
        };
        const { recordedAt, last } = await store.append(ledger.name('a'), [event], 'none');

        expect(await store.readStream(ledger.name('a'))).toEqual([
          { ...event, stream: ledger.name('a'), revision: 0, position: last, recordedAt },
        ]);
        expect(recordedAt).toBeGreaterThanOrEqual(before - clockSkew);
        expect(recordedAt).toBeLessThanOrEqual(Date.now() + clockSkew);
      }),
    );

    it(
      'keeps any text and any shape: other scripts, NUL, lone surrogates, __proto__, a megabyte',
      withStore(open, async (store, ledger) => {
        const texts = ['Ζωή 山田 ☎️ 👩‍👩‍👧', 'a\u0000b', '\uD800 alone', "'; DROP TABLE events; --", '\u2028', 'é'.repeat(500_000)];
        const data = [...texts, JSON.parse('{"__proto__":{"polluted":true}}') as unknown, 'plain', 0, false, null, [], {}];
        for (const [n, item] of data.entries()) await store.append(ledger.name(`stream ☎ ${n}`), [anEvent(item)], 'none');

        expect((await ledger.everything(100)).map((event) => event.data)).toEqual(data);
        expect(Object.keys((await store.readStream(ledger.name('stream ☎ 6')))[0]?.data ?? {})).toEqual(['__proto__']);
        expect(await store.readStream(ledger.name(`stream ☎ ${data.length - 1}`))).toHaveLength(1);
      }),
    );

    it(
      'stream names differ in every character',
      withStore(open, async (store, ledger) => {
        const names = ['a', 'A', 'á', 'a\u0301', 'a ', ' a', 'a\u0000', 'a\u0000b', '%', '_'].map(ledger.name);
        for (const name of names) await store.append(name, [anEvent(name)], 'none');

        const last = await store.readLast(names);
        expect(names.map((name) => last.get(name)?.data)).toEqual(names);
        await expect(store.append(ledger.name('a\uD800'), [anEvent()], 'any')).rejects.toBeInstanceOf(RangeError);
        expect(await store.readStream(ledger.name('a\uD800'))).toEqual([]);
      }),
    );

    it(
      'a stream is read from a revision, in order, up to a limit',
      withStore(open, async (store, ledger) => {
        await store.append(ledger.name('other'), [anEvent()], 'none');
        await store.append(
          ledger.name('a'),
          Array.from({ length: 10 }, (_, n) => anEvent(n)),
          'none',
        );

        expect((await store.readStream(ledger.name('a'))).map(({ data }) => data)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect((await store.readStream(ledger.name('a'), { from: 7 })).map(({ revision }) => revision)).toEqual([7, 8, 9]);
        expect((await store.readStream(ledger.name('a'), { from: 2, limit: 3 })).map(({ data }) => data)).toEqual([2, 3, 4]);
        expect(await store.readStream(ledger.name('a'), { from: 10 })).toEqual([]);
        expect(await store.readStream(ledger.name('nobody'))).toEqual([]);
        expect(await store.readStream(ledger.name('a'), { limit: 0 })).toEqual([]);
      }),
    );

    it(
      'pages of the whole ledger miss and double nothing, in the order of the positions, with many appending at once',
      withStore(open, async (store, ledger) => {
        const appenders = Array.from({ length: 25 }, async (_, a) => {
          for (let n = 0; n < 12; n += 1)
            await store.append(ledger.name(`s${a}-${n % 3}`), n % 4 === 0 ? [anEvent(), anEvent()] : [anEvent()], 'any');
        });
        const meanwhile = await ledger.everything(7);
        await Promise.all(appenders);
        const all = await ledger.everything(7);

        expect(all).toHaveLength(25 * 15);
        expect(all.slice(0, meanwhile.length)).toEqual(meanwhile);
        expect(all.every((event, n) => n === 0 || event.position > (all[n - 1]?.position ?? START))).toBe(true);
        expect(all.every((event, n) => n === 0 || event.recordedAt >= (all[n - 1]?.recordedAt ?? 0))).toBe(true);
        for (const stream of new Set(all.map((event) => event.stream))) {
          const revisions = all.filter((event) => event.stream === stream).map(({ revision }) => revision);
          expect(revisions).toEqual(revisions.map((_, n) => n));
        }
        expect(await store.readAll(await store.head())).toEqual([]);
        expect(await store.readAll(ledger.start, { limit: 0 })).toEqual([]);
      }),
    );

    it(
      'a page also ends after some megabytes, and the next goes on from there',
      withStore(open, async (store, ledger) => {
        const heavy = 'x'.repeat(1_000_000);
        for (let n = 0; n < 20; n += 1) await store.append(ledger.name('heavy'), [anEvent({ n, heavy })], 'any');
        const page = await store.readAll(ledger.start, { limit: 1000 });

        expect(page.length).toBeGreaterThan(0);
        expect(page.length).toBeLessThan(20);
        expect((await store.readStream(ledger.name('heavy'))).length).toBeLessThan(20);
        expect((await ledger.everything(1000)).map(({ revision }) => revision)).toEqual(Array.from({ length: 20 }, (_, n) => n));
      }),
    );

    it(
      'as stored, the same events come with metadata and data as the texts that JSON.stringify wrote',
      withStore(open, async (store, ledger) => {
        const data = [
          JSON.parse('{"b":1,"a":"\\u0000 \\ud800 é","__proto__":{"10":1,"2":1e21}}') as unknown,
          'text',
          -0,
          null,
          [],
        ];
        const metadata = { correlationId: 'r-1', actor: 'jane' };
        for (const [n, item] of data.entries())
          await store.append(ledger.name('a'), [{ ...anEvent(item), metadata: n % 2 === 0 ? metadata : {} }], 'any');
        const read = await ledger.everything(100);
        const stored = await store.readStored(ledger.start, { limit: 100 });

        expect(stored).toEqual(
          read.map((event, n) => ({
            ...event,
            metadata: n % 2 === 0 ? '{"correlationId":"r-1","actor":"jane"}' : '{}',
            data: JSON.stringify(data[n]),
          })),
        );
        expect(stored.map((event) => event.data)).toEqual(read.map((event) => JSON.stringify(event.data)));
        expect(await store.readStored(stored[1]?.position ?? START, { limit: 2 })).toEqual(stored.slice(2, 4));
        expect(await store.readStored(await store.head())).toEqual([]);
      }),
    );

    it(
      'the last event of each stream, absent where there is no such stream',
      withStore(open, async (store, ledger) => {
        await store.append(ledger.name('a'), [anEvent('a0')], 'none');
        await store.append(ledger.name('b'), [anEvent('b0'), anEvent('b1'), anEvent('b2')], 'none');
        await store.append(ledger.name('a'), [anEvent('a1')], 0);
        const last = await store.readLast(['b', 'nobody', 'a', 'b'].map(ledger.name));

        expect([...last.keys()].toSorted()).toEqual(['a', 'b'].map(ledger.name));
        expect(last.get(ledger.name('a'))).toMatchObject({ stream: ledger.name('a'), revision: 1, data: 'a1' });
        expect(last.get(ledger.name('b'))).toMatchObject({ stream: ledger.name('b'), revision: 2, data: 'b2' });
        expect(await store.readLast([])).toEqual(new Map());
      }),
    );

    it(
      'events at positions come in the order asked for, without those that do not exist',
      withStore(open, async (store, ledger) => {
        const { last: a } = await store.append(ledger.name('a'), [anEvent('a')], 'none');
        const { last: b } = await store.append(ledger.name('b'), [anEvent('b')], 'none');
        const { last: c } = await store.append(ledger.name('c'), [anEvent('c')], 'none');
        const nowhere = asPosition(c + 1_000_000n);
        expect((await store.readAt([c, nowhere, a, b, START])).map(({ data }) => data)).toEqual(['c', 'a', 'b']);
        expect(await store.readAt([])).toEqual([]);
      }),
    );

    it(
      'where nothing was appended the head stays, and there is nothing after it',
      withStore(open, async (store, ledger) => {
        expect(await store.head()).toBe(ledger.start);
        expect(await store.readAll(ledger.start)).toEqual([]);
      }),
    );
  });
}
