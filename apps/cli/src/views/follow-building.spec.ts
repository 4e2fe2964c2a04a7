import type { ViewsStatus } from '#views';
import { CommandError } from '../command-error.js';
import { followBuilding } from './follow-building.js';
import type { ViewsAccess } from './views-access.js';

/** Views whose new edition has got so far at each look, in percent; `undefined`: it is not being built. */
class Sequence implements ViewsAccess {
  readonly goesOn = false;
  readonly promotions: string[] = [];
  serving = 1;
  refusals = 0;

  constructor(private readonly looks: (number | undefined)[]) {}

  async status(): Promise<readonly ViewsStatus[]> {
    const percent = this.looks.length > 1 ? this.looks.shift() : this.looks[0];
    const serving = { edition: this.serving, version: '1', position: '100', lag: '0', deadLetters: 0, stale: false };
    if (percent === undefined || this.serving === 2) return [{ set: 'customers', serving }];
    const building = {
      edition: 2,
      position: String(percent),
      progress: percent / 100,
      eventsPerSecond: 10,
      caughtUp: percent === 100,
    };
    return [{ set: 'customers', serving, building }];
  }

  async rebuild(): Promise<void> {}

  async promote(set: string): Promise<void> {
    if (this.refusals-- > 0) throw new CommandError('nothing-to-promote', 'it is behind again');
    this.promotions.push(set);
    this.serving = 2;
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

  it('tries again when events came in between and put it behind', async () => {
    const views = new Sequence([100, 99, 100]);
    views.refusals = 1;
    expect(await follow(views, true)).toBe(true);
    expect(views.promotions).toEqual(['customers']);
  });

  it('is content when it was promoted by somebody else', async () => {
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

  it('stops when told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await follow(new Sequence([50]), true, stop.signal)).toBe(false);
  });
});
