import * as fc from 'fast-check';
import { dayOf, localToRfc3339, rfc3339ToLocal, timeText } from './times.js';

describe('times on the desk', () => {
  it('a local time with its offset is the same moment', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1971-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }), (date) => {
        const minute = Math.floor(date.getTime() / 60_000) * 60_000;
        const written = localToRfc3339(rfc3339ToLocal(minute));
        // An hour that a clock change repeats has two moments; the earlier or the later are both that local time.
        expect(rfc3339ToLocal(Date.parse(written ?? ''))).toBe(rfc3339ToLocal(minute));
        expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
      }),
    );
  });

  it('an empty or broken local time is none', () => {
    expect(localToRfc3339('')).toBeUndefined();
    expect(localToRfc3339('yesterday')).toBeUndefined();
  });

  it('says how long ago in the largest unit that fits', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    const ago = (at: string) => timeText(at, 'ago', now);
    expect(ago('2026-11-20T11:58:00Z')).toBe('2 minutes ago');
    expect(ago('2026-11-19T11:00:00Z')).toBe('yesterday');
    expect(ago('2024-10-20T11:00:00Z')).toBe('2 years ago');
  });

  it('shows a time it cannot read as it is', () => {
    expect(timeText('around noon', 'moment')).toBe('around noon');
  });

  it('names the day in the zone of the reader', () => {
    const midnight = new Date(2026, 10, 20, 0, 5);
    expect(dayOf(midnight.getTime())).toBe('2026-11-20');
  });
});
