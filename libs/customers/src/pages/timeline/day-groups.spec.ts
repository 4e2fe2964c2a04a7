import type { TimelineItem } from '#customers';
import * as fc from 'fast-check';
import { groupByDay, groupInStretches, sameStretch, withArrivals } from './day-groups.js';

const item = (id: string, at: number): TimelineItem => ({
  id,
  position: '1',
  occurredAt: new Date(at).toISOString(),
  recordedAt: new Date(at).toISOString(),
  source: 's',
  externalId: id,
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  role: 'caller',
  otherParties: [],
  topics: [],
});

const times = fc.uniqueArray(fc.integer({ min: 0, max: 4_000_000_000_000 }), { maxLength: 40 });
const newestFirst = (ms: readonly number[]) => ms.toSorted((a, b) => b - a).map((at) => item(`id-${at}`, at));
const order = (items: readonly TimelineItem[]) => items.map(({ id }) => id);
const utcDay = (at: string) => at.slice(0, 10);

describe('the timeline by day', () => {
  it('keeps every item, in order, and has no two neighbouring groups of one day', () => {
    fc.assert(
      fc.property(times, (ms) => {
        const items = newestFirst(ms);
        const groups = groupByDay(items, utcDay);
        expect(groups.flatMap((group) => order(group.items))).toEqual(order(items));
        groups.slice(1).forEach((group, index) => expect(group.day).not.toBe(groups[index]?.day));
      }),
    );
  });
});

describe('stretches of days', () => {
  it('keep every day, and their keys, whatever is loaded after', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 40 }), (ms, cut) => {
        const days = groupByDay(newestFirst(ms), utcDay);
        const stretches = groupInStretches(days);
        expect(stretches.flatMap((stretch) => stretch.days)).toEqual(days);
        const items = days.flatMap((group) => group.items);
        const before = groupInStretches(groupByDay(items.slice(0, cut), utcDay));
        expect(before.map(({ key }) => key)).toEqual(stretches.slice(0, before.length).map(({ key }) => key));
        // All but the last, which may have gone on, are as they were.
        before.slice(0, -1).forEach((stretch, index) => {
          const now = stretches[index];
          expect(now !== undefined && sameStretch(stretch, now)).toBe(true);
        });
      }),
    );
  });

  it('differ as soon as one item does', () => {
    const [one] = groupInStretches(groupByDay(newestFirst([3, 2, 1]), utcDay));
    const [other] = groupInStretches(groupByDay(newestFirst([3, 2]), utcDay));
    if (one === undefined || other === undefined) throw new Error('no stretch');
    expect(sameStretch(one, one)).toBe(true);
    expect(sameStretch(one, other)).toBe(false);
    expect(sameStretch(other, one)).toBe(false);
  });
});

describe('arrivals on the timeline', () => {
  it('stand where the server will put them, in whatever order they came', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 40 }), fc.boolean(), (ms, cut, reversed) => {
        const arrived = ms.slice(0, cut).map((at) => item(`id-${at}`, at));
        const loaded = newestFirst(ms.slice(cut));
        const merged = withArrivals(loaded, reversed ? arrived.toReversed() : arrived, false);
        expect(order(merged)).toEqual(order(newestFirst(ms)));
      }),
    );
  });

  it('are shown once when the page has them too', () => {
    const loaded = newestFirst([3, 2, 1]);
    expect(withArrivals(loaded, [item('id-2', 2)], false)).toBe(loaded);
  });

  it('older than what is loaded wait for their page', () => {
    const loaded = newestFirst([300, 200]);
    expect(order(withArrivals(loaded, [item('old', 100)], true))).toEqual(['id-300', 'id-200']);
    expect(order(withArrivals(loaded, [item('old', 100)], false))).toEqual(['id-300', 'id-200', 'old']);
  });
});
