import type { ViewsStatus } from '#views';
import { CommandError } from '#cli';
import { followBuilding } from './follow-building.js';
import type { ViewsAccess } from './views-access.js';

/** Views whose new edition has got so far at each look, in percent; `undefined`: it is not being built; `asked`: not yet; `failing`: it cannot go on. */
class Sequence implements ViewsAccess {
  readonly goesOn = false;
  readonly promotions: string[] = [];
  serving = 1;
  refusals = 0;

  /** Looks until a promotion is done after it was asked for. */
  delay = 0;

  constructor(private readonly looks: (number | 'asked' | 'failing' | undefined)[]) {}

  async status(): Promise<readonly ViewsStatus[]> {
    const percent = this.looks.length > 1 ? this.looks.shift() : this.looks[0];
    if (this.promotions.length > 0 && this.delay-- <= 0) this.serving = 2;
    const serving = { edition: this.serving, version: '1', position: '100', lag: '0', deadLetters: 0, stale: false };
    const set = { set: 'customers', unit: 'events', requested: [], serving } as const;
    if (percent === undefined || this.serving === 2) return [set];
    if (percent === 'asked') return [{ ...set, requested: ['rebuild'] }];
    const problem = { code: 'disk-full', since: '2026-01-01T00:00:00.000Z' };
    if (percent === 'failing')
      return [{ ...set, building: { edition: 2, position: '5', progress: 0.05, perSecond: 0, caughtUp: false, problem } }];
    const requested = this.promotions.length > 0 ? (['promote'] as const) : [];
    const building = {
      edition: 2,
      position: String(percent),
      progress: percent / 100,
      perSecond: 10,
      caughtUp: percent === 100,
    };
    return [{ ...set, requested, building }];
  }

  async rebuild(): Promise<void> {}

  async promote(set: string): Promise<void> {
    if (this.refusals-- > 0) throw new CommandError('nothing-to-promote', 'it is behind again');
    this.promotions.push(set);
  }

  failure(): Error | undefined {
    return new Error('the disk is full');
  }

  async close(): Promise<void> {}
}

describe('following how a new edition of views is built', () => {
  const follow = (views: ViewsAccess, promote: boolean, signal = new AbortController().signal): Promise<boolean> =>
    followBuilding(views, ['customers'], { promote, signal, lookMs: 1, show: () => undefined });

  it('ends when it has caught up, and promotes only when asked to', async () => {
    const left = new Sequence([0, 50, 100]);
    expect(await follow(left, false)).toBe(true);
    expect(left.promotions).toEqual([]);
    const promoted = new Sequence([0, 50, 100]);
    expect(await follow(promoted, true)).toBe(true);
    expect(promoted.promotions).toEqual(['customers']);
  });

  it('waits again when events recorded meanwhile put it behind', async () => {
    const views = new Sequence([100, 99, 100]);
    views.refusals = 1;
    expect(await follow(views, true)).toBe(true);
    expect(views.promotions).toEqual(['customers']);
  });

  it('waits for what another process does a moment after it was asked to, and asks once', async () => {
    const views = new Sequence(['asked', 'asked', 0, 100]);
    views.delay = 3;
    expect(await follow(views, true)).toBe(true);
    expect([views.promotions, views.serving]).toEqual([['customers'], 2]);
  });

  it('ends when another process promoted it', async () => {
    const views = new Sequence([50, 60]);
    setTimeout(() => (views.serving = 2), 20);
    expect(await follow(views, true)).toBe(true);
    expect(views.promotions).toEqual([]);
  });

  it('says why when it is not being built any more', async () => {
    await expect(follow(new Sequence([50, undefined]), true)).rejects.toMatchObject({
      code: 'views-failed',
      message: expect.stringContaining('the disk is full') as string,
    });
  });

  it('says why when it cannot be built just now', async () => {
    await expect(follow(new Sequence([50, 'failing']), true)).rejects.toMatchObject({
      code: 'views-failed',
      message:
        'The new edition of the customers views cannot be built just now (disk-full: the disk is full). Run the same command again to go on.',
    });
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await follow(new Sequence([50]), true, stop.signal)).toBe(false);
  });
});
