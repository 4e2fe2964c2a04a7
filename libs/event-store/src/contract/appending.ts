import { describe, expect, it } from '@jest/globals';
import { START } from '#events';
import { ConcurrencyError, DuplicateEventIdError } from '../event-store.js';
import { anEvent, everything, type OpenStore, withStore } from './opened-store.js';

export function appendingContract(open: OpenStore): void {
  describe('appending', () => {
    it(
      'counts revisions from 0 and gives the first and last position',
      withStore(open, async (store) => {
        const first = await store.append('a', [anEvent()], 'none');
        const more = await store.append('a', [anEvent(), anEvent(), anEvent()], 0);

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
      withStore(open, async (store) => {
        await store.append('a', [anEvent(), anEvent()], 'none');
        const error: unknown = await store.append('a', [anEvent()], 'none').catch((e: unknown) => e);

        expect(error).toBeInstanceOf(ConcurrencyError);
        expect(error).toMatchObject({ code: 'concurrency-conflict', stream: 'a', expected: 'none', actual: 1 });
        expect(await store.readStream('a')).toHaveLength(2);
      }),
    );

    it(
      'a revision refuses a stream that is behind, ahead or missing',
      withStore(open, async (store) => {
        await store.append('a', [anEvent(), anEvent()], 'none');

        await expect(store.append('a', [anEvent()], 0)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          expected: 0,
          actual: 1,
        });
        await expect(store.append('a', [anEvent()], 2)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          expected: 2,
          actual: 1,
        });
        await expect(store.append('b', [anEvent()], 0)).rejects.toMatchObject({
          code: 'concurrency-conflict',
          stream: 'b',
          actual: -1,
        });
        await expect(store.append('a', [anEvent()], 1)).resolves.toMatchObject({ revision: 2 });
      }),
    );

    it(
      "'any' appends to a new stream and to one that exists",
      withStore(open, async (store) => {
        await expect(store.append('a', [anEvent()], 'any')).resolves.toMatchObject({ revision: 0 });
        await expect(store.append('a', [anEvent()], 'any')).resolves.toMatchObject({ revision: 1 });
      }),
    );

    it(
      'of many who make the same stream at once, one succeeds',
      withStore(open, async (store) => {
        const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => store.append('a', [anEvent()], 'none')));

        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
        expect(errors).toHaveLength(19);
        expect(errors.every((error) => error instanceof ConcurrencyError)).toBe(true);
        expect(await store.readStream('a')).toHaveLength(1);
      }),
    );

    it(
      'an append that is refused does not fail those made beside it',
      withStore(open, async (store) => {
        const known = anEvent();
        await store.append('known', [known], 'none');
        const beside = await Promise.allSettled([
          store.append('a', [anEvent('a')], 'none'),
          store.append('known', [anEvent()], 'none'),
          store.append('b', [anEvent('b')], 'none'),
          store.append('c', [known], 'none'),
          store.append('d', [anEvent(), anEvent(), known], 'none'),
          store.append('e', [anEvent({ n: 1n })], 'none'),
          store.append('f', [anEvent('f')], 'none'),
        ]);

        const failed = 'rejected';
        const done = 'fulfilled';
        expect(beside.map(({ status }) => status)).toEqual([done, failed, done, failed, failed, failed, done]);
        expect((await everything(store, 100)).map(({ stream }) => stream)).toEqual(['known', 'a', 'b', 'f']);
      }),
    );

    it(
      'refuses an event id that is in the ledger, in whatever stream',
      withStore(open, async (store) => {
        const event = anEvent();
        await store.append('a', [event], 'none');

        for (const stream of ['a', 'b']) {
          const error: unknown = await store.append(stream, [event], 'any').catch((e: unknown) => e);
          expect(error).toBeInstanceOf(DuplicateEventIdError);
          expect(error).toMatchObject({ code: 'duplicate-event-id', stream, eventId: event.id });
        }
        expect(await everything(store, 10)).toHaveLength(1);
        await expect(store.append('b', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
      }),
    );

    it(
      'appends all events of an append or none',
      withStore(open, async (store) => {
        const twin = anEvent();
        await expect(store.append('new', [anEvent(), twin, twin], 'none')).rejects.toMatchObject({ eventId: twin.id });
        await store.append('old', [anEvent()], 'none');
        await expect(store.append('old', [anEvent(), twin, twin], 0)).rejects.toBeInstanceOf(DuplicateEventIdError);

        expect(await store.readStream('new')).toEqual([]);
        expect(await store.readStream('old')).toHaveLength(1);
        await expect(store.append('new', [twin], 'none')).resolves.toMatchObject({ revision: 0 });
      }),
    );

    it(
      'refuses an append of nothing',
      withStore(open, async (store) => {
        await expect(store.append('a', [], 'any')).rejects.toBeInstanceOf(RangeError);
        expect(await store.head()).toBe(START);
      }),
    );

    it(
      'keeps everything over a restart',
      withStore(open, async (store, opened) => {
        await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(`s${n}`, [anEvent({ n })], 'none')));
        const before = await everything(store, 20);
        const reopened = await opened.reopen();

        expect(await everything(reopened, 20)).toEqual(before);
        await expect(reopened.append('s7', [anEvent()], 'none')).rejects.toBeInstanceOf(ConcurrencyError);
        const { first } = await reopened.append('s7', [anEvent()], 0);
        expect(first > (before.at(-1)?.position ?? START)).toBe(true);
      }),
    );

    it(
      'keeps what was being appended when it is closed, and refuses what comes after',
      withStore(open, async (store, opened) => {
        const appended = Array.from({ length: 10 }, (_, n) => store.append(`s${n}`, [anEvent({ n })], 'none'));
        await store.close();

        await expect(Promise.all(appended)).resolves.toHaveLength(10);
        await expect(store.append('late', [anEvent()], 'none')).rejects.toMatchObject({ code: 'closed' });
        await expect(store.readAll(START)).rejects.toMatchObject({ code: 'closed' });
        expect(await everything(await opened.reopen(), 100)).toHaveLength(10);
      }),
    );
  });
}
