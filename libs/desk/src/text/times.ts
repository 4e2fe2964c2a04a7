const formats = {
  time: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }),
  long: new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }),
  moment: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
};

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS = [
  ['year', 365.25 * 86_400_000],
  ['month', 30.44 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export type TimeStyle = keyof typeof formats | 'ago';

/** An RFC 3339 time in the reader's locale and zone. A time that cannot be read is shown as it is. */
export function timeText(at: string, style: TimeStyle, now = Date.now()): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return at;
  return style === 'ago' ? agoText(ms, now) : formats[style].format(ms);
}

function agoText(ms: number, now: number): string {
  const past = ms - now;
  for (const [unit, length] of UNITS) {
    if (Math.abs(past) >= length) return relative.format(Math.trunc(past / length), unit);
  }
  return relative.format(0, 'minute');
}

/** The reader's calendar day of a time, `2026-11-20`. */
export function dayOf(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear().toString().padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A `datetime-local` value (`2026-11-20T09:31`) as RFC 3339 with the offset that the reader's zone had then. */
export function localToRfc3339(local: string): string | undefined {
  const date = new Date(local);
  if (local === '' || Number.isNaN(date.getTime())) return undefined;
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const offset = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${dayOf(date.getTime())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${offset}`;
}

/** A time as the value of a `datetime-local` field, to the minute, in the reader's zone. */
export function rfc3339ToLocal(at: string | number): string {
  const date = new Date(at);
  return `${dayOf(date.getTime())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const two = (value: number): string => value.toString().padStart(2, '0');
