import { describe, expect, it } from '@jest/globals';
import { anEvent, counting, type OpenedEditions, type OpenEditions, projectInto, withEditions } from './opened-editions.js';

const counts = (editions: OpenedEditions): Promise<unknown> =>
  editions.read('counting', 'SELECT kind, events FROM counts ORDER BY kind');

/** Rows and checkpoint, editions and promotion. */
export function progressContract(open: OpenEditions): void {
  describe('an edition', () => {
    it(
      'keeps rows and checkpoint, and resumes from there',
      withEditions(open, async (editions) => {
        const set = counting();
        const edition = await editions.create(set);
        await editions.promote(set, edition);
        const events = [anEvent(1, 'call'), anEvent(2, 'call'), anEvent(3, 'email')];
        expect(await projectInto(editions, set, edition, events)).toEqual([
          { topic: 'counted', key: 'all', message: { events: 2 } },
          { topic: 'counted', key: 'all', message: { events: 1 } },
        ]);
        await projectInto(editions, set, edition, [...events, anEvent(4, 'email')]);
        expect(await counts(editions)).toEqual([
          { kind: 'call', events: 2 },
          { kind: 'email', events: 2 },
        ]);
        expect(await editions.state('counting', edition)).toMatchObject({
          set: 'counting',
          edition,
          position: 4n,
          version: '1',
          serving: true,
          deadLetters: 0,
        });
      }),
    );

    it(
      'keeps nothing of a batch that failed, neither rows nor progress, and takes the next one',
      withEditions(open, async (editions) => {
        const set = counting();
        const edition = await editions.create(set);
        await editions.promote(set, edition);
        const failing = [anEvent(1, 'call'), anEvent(2, 'call'), anEvent(3, 'call'), anEvent(4, 'broken')];
        await expect(projectInto(editions, set, edition, failing)).rejects.toThrow('cannot fold this');
        expect(await counts(editions)).toEqual([{ kind: 'call', events: 2 }]);
        expect((await editions.state('counting', edition)).position).toBe(2n);
        await projectInto(editions, set, edition, [...failing.slice(0, 3), anEvent(4, 'email')]);
        expect(await counts(editions)).toEqual([
          { kind: 'call', events: 3 },
          { kind: 'email', events: 1 },
        ]);
      }),
    );

    it(
      'sets aside an event of a type it does not know, counts it, and goes on',
      withEditions(open, async (editions) => {
        const set = counting();
        const edition = await editions.create(set);
        await editions.promote(set, edition);
        await projectInto(editions, set, edition, [anEvent(1, 'call'), anEvent(2, 'x', 'FromTheFuture'), anEvent(3, 'call')]);
        expect(await counts(editions)).toEqual([{ kind: 'call', events: 2 }]);
        expect(await editions.state('counting', edition)).toMatchObject({ position: 3n, deadLetters: 1 });
      }),
    );

    it(
      'knows whose events it holds once it has read that, and keeps it with its rows',
      withEditions(open, async (editions) => {
        const set = counting();
        const edition = await editions.create(set);
        await editions.promote(set, edition);
        const named = { ...anEvent(2, 'x', 'InstallationNamed'), data: { installation: 'i-1' } };
        await projectInto(editions, set, edition, [anEvent(1, 'call')]);
        expect((await editions.state('counting', edition)).installation).toBeUndefined();
        await projectInto(editions, set, edition, [anEvent(1, 'call'), named]);
        expect(await editions.state('counting', edition)).toMatchObject({ installation: 'i-1', position: 2n, deadLetters: 0 });
      }),
    );

    it(
      'is built beside the one that serves, serves from its promotion on, and remains when the one it replaced is dropped',
      withEditions(open, async (editions) => {
        expect(await editions.serving('counting')).toBeUndefined();
        const first = await editions.create(counting());
        await editions.promote(counting(), first);
        await projectInto(editions, counting(), first, [anEvent(1, 'call')]);
        const second = await editions.create(counting('2'));
        expect(await counts(editions)).toEqual([{ kind: 'call', events: 1 }]);
        await projectInto(editions, counting('2'), second, [anEvent(1, 'email')]);
        expect(await editions.serving('counting')).toBe(first);
        expect(await counts(editions)).toEqual([{ kind: 'call', events: 1 }]);
        await editions.promote(counting('2'), second);
        expect(await editions.serving('counting')).toBe(second);
        expect(await counts(editions)).toEqual([{ kind: 'email', events: 1 }]);
        expect(await editions.editions('counting')).toEqual([first, second]);
        await editions.drop('counting', first);
        expect(await editions.editions('counting')).toEqual([second]);
        expect(await counts(editions)).toEqual([{ kind: 'email', events: 1 }]);
      }),
    );
  });
}
