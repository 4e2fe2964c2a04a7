import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { coalesce } from './coalesce.js';

describe('Coalescing', () => {
  it('begins at once while there is room, and lets those that come meanwhile share the next round, in order', async () => {
    const rounds: number[][] = [];
    let finish = (): void => undefined;
    const allGiven = new Promise<void>((resolve) => (finish = resolve));
    const double = coalesce(async (items: readonly number[]) => {
      rounds.push([...items]);
      await allGiven;
      return items.map((item) => item * 2);
    });
    const doubled: Promise<number>[] = [];
    for (const item of [1, 2, 3, 4, 5]) {
      doubled.push(double(item));
      await nextTurn();
    }
    finish();
    expect(await Promise.all(doubled)).toEqual([2, 4, 6, 8, 10]);
    expect(rounds).toEqual([[1], [2], [3, 4, 5]]);
  });

  it('makes one round of items that are given together', async () => {
    const rounds: number[][] = [];
    const same = coalesce(async (items: readonly number[]) => {
      rounds.push([...items]);
      return items;
    });
    expect(await Promise.all([1, 2, 3].map(same))).toEqual([1, 2, 3]);
    expect(rounds).toEqual([[1, 2, 3]]);
  });

  it('never makes a round of more than 64', async () => {
    const sizes: number[] = [];
    const same = coalesce(async (items: readonly number[]) => {
      sizes.push(items.length);
      await sleep(1);
      return items;
    });
    const items = Array.from({ length: 200 }, (_, n) => n);
    expect(await Promise.all(items.map(same))).toEqual(items);
    expect(Math.max(...sizes)).toBe(64);
  });

  it('rejects all items of a round that fails, tries nothing again, and goes on with those that come later', async () => {
    let calls = 0;
    let broken = true;
    const same = coalesce(async (items: readonly number[]) => {
      calls += 1;
      await sleep(1);
      if (broken) throw new Error('down');
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map(same));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls).toBe(1);
    broken = false;
    expect(await same(9)).toBe(9);
  });
});
