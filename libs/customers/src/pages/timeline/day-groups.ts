import { dayOf } from '#desk/text';
import type { TimelineItem } from '#customers';

export interface DayGroup {
  /** The reader's calendar day, `2026-11-20`. */
  readonly day: string;
  readonly items: readonly TimelineItem[];
}

/** Neighbours of one day together, in the order given. */
export function groupByDay(items: readonly TimelineItem[], day: (at: string) => string = dayOf): readonly DayGroup[] {
  const groups: { day: string; items: TimelineItem[] }[] = [];
  for (const item of items) {
    const of = day(item.occurredAt);
    const last = groups.at(-1);
    if (last?.day === of) last.items.push(item);
    else groups.push({ day: of, items: [item] });
  }
  return groups;
}

/** A stretch of at most ten days of one month, which the browser lays out or leaves alone as a whole. */
export interface Stretch {
  /** Stays the same whatever arrives before or is loaded after. */
  readonly key: string;
  readonly days: readonly DayGroup[];
}

/** Neighbouring days together: the 1st to 9th, 10th to 19th, 20th to 29th and the rest of a month. */
export function groupInStretches(days: readonly DayGroup[]): readonly Stretch[] {
  const stretches: { key: string; days: DayGroup[] }[] = [];
  for (const group of days) {
    const key = group.day.slice(0, '2026-11-2'.length);
    const last = stretches.at(-1);
    if (last?.key === key) last.days.push(group);
    else stretches.push({ key, days: [group] });
  }
  return stretches;
}

/** Whether two stretches show the very same items. */
export function sameStretch(a: Stretch, b: Stretch): boolean {
  return (
    a.days.length === b.days.length &&
    a.days.every(({ items }, index) => {
      const others = b.days[index]?.items;
      return items.length === others?.length && items.every((item, place) => item === others[place]);
    })
  );
}

/**
 * What was loaded, with what arrived live in its place by time; nothing twice. An arrival older than everything loaded is
 * left out while there is more to load: it comes with its page.
 */
export function withArrivals(
  loaded: readonly TimelineItem[],
  arrivals: readonly TimelineItem[],
  more: boolean,
): readonly TimelineItem[] {
  const known = new Set(loaded.map(({ id }) => id));
  const fresh = arrivals.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return loaded;
  const merged = [...loaded];
  for (const item of fresh.toSorted((a, b) => moment(a) - moment(b))) {
    const at = merged.findIndex((other) => moment(other) <= moment(item));
    if (at >= 0) merged.splice(at, 0, item);
    else if (!more) merged.push(item);
  }
  return merged;
}

const moment = ({ occurredAt }: TimelineItem): number => Date.parse(occurredAt);
