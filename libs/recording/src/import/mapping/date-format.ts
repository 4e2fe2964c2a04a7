import { zoneOffset } from './zone-offset.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<year>\d{4})`,
  yy: String.raw`(?<shortYear>\d{2})`,
  MMM: String.raw`(?<monthName>[A-Za-z]{3})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  dd: String.raw`(?<day>\d{2})`,
  d: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour12>\d{2})`,
  h: String.raw`(?<hour12>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  SSS: String.raw`(?<fraction>\d{3})`,
  a: String.raw`(?<half>[AaPp][Mm])`,
  XXX: String.raw`(?<offset>Z|[+-]\d{2}:?\d{2})`,
};
const TOKEN = /'([^']*)'|yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|XXX|[A-Za-z]+|[^A-Za-z']+/g;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/** A date, perhaps with a time of day, as it was written: not yet an instant. */
export interface WrittenDate {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly milliseconds: number;
  /** `Z` or `+01:00`, where it was written. */
  readonly offset?: string;
}

type ReadDate = (text: string) => WrittenDate | undefined;

/** The pattern has a letter that stands for nothing. */
export class DateFormatError extends Error {
  readonly code = 'bad-date-format';
}

/**
 * Makes a reader for a pattern such as `dd/MM/yyyy HH:mm`, or for `iso` (RFC 3339, offset and time optional).
 * `yy` means a year of the hundred that end with `latestYear`.
 * @throws DateFormatError
 */
export function dateReader(pattern: string, latestYear = 2069): ReadDate {
  if (pattern === 'iso') return readIso;
  let source = '';
  for (const [part, quoted] of pattern.matchAll(TOKEN)) {
    const token = TOKENS[part];
    if (token === undefined && quoted === undefined && /[A-Za-z]/.test(part)) {
      throw new DateFormatError(`"${part}" means nothing in a date; write literal letters in quotes, as in 'T'`);
    }
    source += token ?? escape(quoted ?? part);
  }
  let shape: RegExp;
  try {
    shape = new RegExp(`^${source}$`);
  } catch {
    throw new DateFormatError('the pattern names a part twice');
  }
  return (text) => {
    const groups = shape.exec(text)?.groups;
    return groups && checked(fromGroups(groups, latestYear));
  };
}

/** `2026-11-20T09:31:00+01:00`: with the written offset, else with the zone's. `undefined` where neither is known or a part is missing. */
export function toTimestamp(date: WrittenDate, zone: string | undefined): string | undefined {
  const { year, month, day, hour, minute, second, milliseconds } = date;
  const written =
    date.offset ??
    (zone === undefined
      ? undefined
      : offsetText(zoneOffset(zone, Date.UTC(year, (month ?? 1) - 1, day ?? 1, hour, minute, second))));
  if (written === undefined) return undefined;
  const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0')}`;
  return `${toDate({ ...date, month: month ?? 1, day: day ?? 1 })}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${written}`;
}

/** `1978-12-11`, or as much as was written: `1978-12`, `1978`. */
export function toDate({ year, month, day }: WrittenDate): string {
  const parts = [String(year).padStart(4, '0')];
  if (month !== undefined) parts.push(two(month));
  if (month !== undefined && day !== undefined) parts.push(two(day));
  return parts.join('-');
}

function readIso(text: string): WrittenDate | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = match;
  return checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    milliseconds: Number(fraction.padEnd(3, '0').slice(0, 3)),
    ...(offset === undefined ? {} : { offset: offset.toUpperCase() }),
  });
}

function fromGroups(groups: Readonly<Record<string, string | undefined>>, latestYear: number): WrittenDate {
  const short = Number(groups['shortYear']);
  const century = latestYear - (latestYear % 100) - (short > latestYear % 100 ? 100 : 0);
  const month = groups['month'] ?? monthOf(groups['monthName']);
  const hour12 = groups['hour12'];
  const offset = groups['offset'];
  return {
    year: groups['year'] === undefined ? century + short : Number(groups['year']),
    ...(month === undefined ? {} : { month: Number(month) }),
    ...(groups['day'] === undefined ? {} : { day: Number(groups['day']) }),
    hour:
      hour12 === undefined
        ? Number(groups['hour'] ?? 0)
        : (Number(hour12) % 12) + (groups['half']?.toLowerCase() === 'pm' ? 12 : 0),
    minute: Number(groups['minute'] ?? 0),
    second: Number(groups['second'] ?? 0),
    milliseconds: Number(groups['fraction'] ?? 0),
    ...(offset === undefined
      ? {}
      : { offset: offset === 'Z' || offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}` }),
  };
}

function monthOf(name: string | undefined): number | undefined {
  return name === undefined ? undefined : MONTHS.indexOf(name.toLowerCase()) + 1;
}

/** Refuses impossible dates and times of day. */
function checked(date: WrittenDate): WrittenDate | undefined {
  const { year, month = 1, day = 1, hour, minute, second } = date;
  if (Number.isNaN(year) || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day > days ? undefined : date;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return '+00:00';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
