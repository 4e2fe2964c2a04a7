import { LRUCache } from 'lru-cache';

/** Cache of offsets by hour, because a file has many times of the same hours. */
const known = new LRUCache<string, number>({ max: 20_000 });
const formats = new Map<string, Intl.DateTimeFormat>();
const HOUR = 3_600_000;

/** Whether `zone` is an IANA time zone such as `Europe/London`, or `UTC`. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Minutes east of UTC at a local time, given as if it were UTC in milliseconds. A time that the clocks skip is read with
 * the offset before the change; one that occurs twice is the first of the two.
 */
export function zoneOffset(zone: string, localTime: number): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(localTime / (HOUR / 4)) * (HOUR / 4);
  const key = `${zone} ${quarter}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const before = offsetAtInstant(zone, quarter - 24 * HOUR);
  const after = offsetAtInstant(zone, quarter + 24 * HOUR);
  // The first candidate that gives this local time back; the earlier instant of two has the greater offset.
  const candidates = [Math.max(before, after), Math.min(before, after)];
  const offset = candidates.find((minutes) => offsetAtInstant(zone, quarter - minutes * 60_000) === minutes) ?? before;
  known.set(key, offset);
  return offset;
}

function offsetAtInstant(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000) / 60_000);
}
