import { describe, expect, it } from '@jest/globals';
import { ConcurrencyError, DuplicateEventIdError } from '../event-store.js';
import { anEvent, type OpenStore, type StoreTraits, withStore } from './opened-store.js';

export function appendingContract(open: OpenStore, { uniqueIds }: StoreTraits): void {
  describe('appending', () => {
    it(
      'counts revisions from 0 and gives the first and last position',
      withStore(open, async (store, ledger) => {
        const first = await store.append(ledger.name('a'), [anEvent()], 'none');
        const more = await store.append(ledger.name('a'), [anEvent(), anEvent(), anEvent()], 0);

        expect(first.revision).toBe(0);
        expect(first.first).toBe(first.last);
        expect(more.revision).toBe(3);
        expect(more.first > first.last).toBe(true);
        expect(more.last > more.first).toBe(true);
        expect(typeof more.last).toBe('bigint');
        expect(await store.head()).toBe(more.last);
      }),
    );

    it(
      "'none' refuses a stream that exists, and says where it is",
      withStore(open, async (store, ledger) => {
        await store.append(ledger.name('a'), [anEvent(), anEvent()], 'none');
        const error: unknown = await store.append(ledger.name('a'), [anEvent()], 'none').catch((e: unknown) => e);

        expect(error).toBeInstanceOf(ConcurrencyError);
        expect(error).toMatchObject({ code: 'concurrency-conflict', stream: ledger.name('a'), expected: 'none', actual: 1 });
        expect(await store.readStream(ledger.name('a'))).toHaveLength(2);
      }),
    );

    it(
      'a revision refuses a stream that is behind, ahead or missing',
      withStore(open, async (store, ledger) => {
        await store.append(ledger.name('a'), [anEvent(), anEvent()], 'none');

        await expect(store.append(ledger.name('a'), [anEvent()], 0)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          expected: 0,
          actual: 1,
        });
        await expect(store.append(ledger.name('a'), [anEvent()], 2)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          expected: 2,
          actual: 1,
        });
        await expect(store.append(ledger.name('b'), [anEvent()], 0)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          stream: ledger.name('b'),
          actual: -1,
        });
        await expect(store.append(ledger.name('a'), [anEvent()], 1)).resolves.toMatchObject({ revision: 2 });
      }),
    );

    it(
      "'any' appends to a new stream and to one that exists",
      withStore(open, async (store, ledger) => {
        await expect(store.append(ledger.name('a'), [anEvent()], 'any')).resolves.toMatchObject({ revision: 0 });
        await expect(store.append(ledger.name('a'), [anEvent()], 'any')).resolves.toMatchObject({ revision: 1 });
      }),
    );

    it(
      'of many who make the same stream at once, one succeeds',
      withStore(open, async (store, ledger) => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, () => store.append(ledger.name('a'), [anEvent()], 'none')),
        );

        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
        expect(errors).toHaveLength(19);
        expect(errors.every((error) => error instanceof ConcurrencyError)).toBe(true);
        expect(await store.readStream(ledger.name('a'))).toHaveLength(1);
      }),
    );

    it(
      'an append that is refused does not fail those made beside it',
      withStore(open, async (store, ledger) => {
        const known = anEvent();
        const twin = anEvent();
        await store.append(ledger.name('known'), [known], 'none');
        const beside = await Promise.allSettled([
          store.append(ledger.name('a'), [anEvent('a')], 'none'),
          store.append(ledger.name('known'), [anEvent()], 'none'),
          store.append(ledger.name('b'), [anEvent('b')], 'none'),
          store.append(ledger.name('known'), [known], 0),
          store.append(ledger.name('d'), [anEvent(), twin, twin], 'none'),
          store.append(ledger.name('e'), [anEvent({ n: 1n })], 'none'),
          store.append(ledger.name('f'), [anEvent('f')], 'none'),
        ]);

        const failed = 'rejected';
        const done = 'fulfilled';
        expect(beside.map(({ status }) => status)).toEqual([done, failed, done, failed, failed, failed, done]);
        expect((await ledger.everything(100)).map(({ stream }) => stream).toSorted()).toEqual(
          ['a', 'b', 'f', 'known'].map(ledger.name),
        );
      }),
    );

    it(
      'refuses an event id that is there already, in its stream and, where ids are unique in the ledger, in any other',
      withStore(open, async (store, ledger) => {
        const event = anEvent();
        await store.append(ledger.name('a'), [event], 'none');

        for (const stream of (uniqueIds === 'ledger' ? ['a', 'b'] : ['a']).map(ledger.name)) {
          const error: unknown = await store.append(stream, [event], 'any').catch((e: unknown) => e);
          expect(error).toBeInstanceOf(DuplicateEventIdError);
          expect(error).toMatchObject({ code: 'duplicate-event-id', stream, eventId: event.id });
        }
        await expect(store.append(ledger.name('a'), [anEvent(), event], 0)).rejects.toBeInstanceOf(DuplicateEventIdError);
        await expect(store.append(ledger.name('a'), [event], 'none')).rejects.toBeInstanceOf(ConcurrencyError);
        expect(await ledger.everything(10)).toHaveLength(1);
        await expect(store.append(ledger.name('b'), [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
      }),
    );

    it(
      'appends all events of an append or none',
      withStore(open, async (store, ledger) => {
        const twin = anEvent();
        await expect(store.append(ledger.name('new'), [anEvent(), twin, twin], 'none')).rejects.toMatchObject({
          eventId: twin.id,
        });
        await store.append(ledger.name('old'), [anEvent()], 'none');
        await expect(store.append(ledger.name('old'), [anEvent(), twin, twin], 0)).rejects.toBeInstanceOf(DuplicateEventIdError);

        expect(await store.readStream(ledger.name('new'))).toEqual([]);
        expect(await store.readStream(ledger.name('old'))).toHaveLength(1);
        await expect(store.append(ledger.name('new'), [twin], 'none')).resolves.toMatchObject({ revision: 0 });
      }),
    );

    it(
      'refuses an append of nothing',
      withStore(open, async (store, ledger) => {
        await expect(store.append(ledger.name('a'), [], 'any')).rejects.toBeInstanceOf(RangeError);
        expect(await store.head()).toBe(ledger.start);
      }),
    );

    it(
      'keeps everything over a restart',
      withStore(open, async (store, ledger) => {
        await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(ledger.name(`s${n}`), [anEvent({ n })], 'none')));
        const before = await ledger.everything(20);
        const reopened = await ledger.reopen();

        expect(await ledger.everything(20, reopened)).toEqual(before);
        await expect(reopened.append(ledger.name('s7'), [anEvent()], 'none')).rejects.toBeInstanceOf(ConcurrencyError);
        const { first } = await reopened.append(ledger.name('s7'), [anEvent()], 0);
        expect(first > (before.at(-1)?.position ?? ledger.start)).toBe(true);
      }),
    );

    it(
      'keeps what was being appended when it is closed, and refuses what comes after',
      withStore(open, async (store, ledger) => {
        const appended = Array.from({ length: 10 }, (_, n) => store.append(ledger.name(`s${n}`), [anEvent({ n })], 'none'));
        await store.close();

        await expect(Promise.all(appended)).resolves.toHaveLength(10);
        await expect(store.append(ledger.name('late'), [anEvent()], 'none')).rejects.toMatchObject({ code: 'closed' });
        await expect(store.readAll(ledger.start)).rejects.toMatchObject({ code: 'closed' });
        expect(await ledger.everything(100, await ledger.reopen())).toHaveLength(10);
      }),
    );
  });
}
