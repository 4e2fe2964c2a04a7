import type { Scope } from './columns.js';
import { DateFormatError, dateReader, toDate, toTimestamp, type WrittenDate } from './date-format.js';
import { formatDecimal, parseDecimal, roundDecimal, type DecimalNotation } from './decimal.js';
import type { Evaluate } from './evaluate.js';
import type { MappingNode } from './mapping-node.js';
import { RecordProblem } from './record-problem.js';
import { isZone } from './zone-offset.js';

/** What a text is read as. A decimal stays a text, exact; a number is a JSON number. */
export type Conversion = 'text' | 'decimal' | 'number' | 'date' | 'date-time';

const CONVERSIONS = ['text', 'decimal', 'number', 'date', 'date-time'] as const;
const DATE_KEYS = ['format', 'zone', 'latestYear'] as const;
const DECIMAL_KEYS = ['decimals', 'separator', 'grouping', 'absolute', 'negate'] as const;
export const CONVERSION_KEYS = ['as', 'invalid', ...DATE_KEYS, ...DECIMAL_KEYS] as const;

/** Wraps `evaluate` in the conversion that stands at `node`, or in `usual`; mistakes are noted. */
export function convert(node: MappingNode, scope: Scope, usual: Conversion, evaluate: Evaluate): Evaluate {
  const as = (node.at('as').exists ? node.at('as').oneOf(CONVERSIONS) : undefined) ?? usual;
  const dates = as === 'date' || as === 'date-time';
  const numbers = as === 'decimal' || as === 'number';
  for (const key of DATE_KEYS)
    if (!dates && node.at(key).exists) node.at(key).fail('only goes with `as: date` or `as: date-time`');
  for (const key of DECIMAL_KEYS)
    if (!numbers && node.at(key).exists) node.at(key).fail('only goes with `as: decimal` or `as: number`');
  if (!dates && !numbers) {
    if (node.at('invalid').exists) node.at('invalid').fail('only goes with a date or a number');
    return evaluate;
  }
  const read = dates ? dateConversion(node, scope, as) : numberConversion(node, as);
  const leaveOut = node.at('invalid').exists && node.at('invalid').oneOf(['quarantine', 'leave-out']) === 'leave-out';
  return (row, group) => {
    const value = evaluate(row, group);
    if (value === undefined || typeof value === 'object') return value;
    const result = read(String(value));
    if (typeof result !== 'string' || result !== '') return result;
    if (leaveOut) return undefined;
    const what = dates
      ? 'is not a date in the format given'
      : as === 'number'
        ? 'is not a number, or has more digits than a number keeps (`as: decimal` keeps them)'
        : 'is not a number';
    throw new RecordProblem(`${node.field}: ${what}`);
  };
}

/** What formatting would leave as it is. */
const CANONICAL = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?$/;

/** Answers empty text where it cannot be read. */
type ReadText = (text: string) => string | number;

function dateConversion(node: MappingNode, scope: Scope, as: 'date' | 'date-time'): ReadText {
  const at = node.at('zone');
  const zone = at.exists ? at.text() : scope.zone;
  if (at.exists && zone !== undefined && !isZone(zone))
    at.fail(`"${zone}" is not a time zone; write one such as Europe/London or UTC`);
  const latestYear = node.at('latestYear').exists ? Number(node.at('latestYear').text()) : 2069;
  if (!Number.isInteger(latestYear)) node.at('latestYear').fail('must be a year');
  const formats = node.at('format').exists ? node.at('format').items() : [];
  const patterns = formats.map((format) => ({ node: format, pattern: format.text() ?? 'iso' }));
  const readers = (patterns.length === 0 ? [{ node, pattern: 'iso' }] : patterns).map(({ node: place, pattern }) => {
    if (as === 'date-time' && pattern !== 'iso' && !pattern.includes('XXX') && zone === undefined) {
      place.fail('has no offset (XXX), so a `zone` is needed, here or at the top of the mapping');
    }
    return reader(place, pattern, latestYear);
  });
  const write = as === 'date' ? toDate : (date: WrittenDate) => toTimestamp(date, zone) ?? '';
  return (text) => {
    for (const read of readers) {
      const date = read(text);
      if (date) return write(date);
    }
    return '';
  };
}

function reader(node: MappingNode, pattern: string, latestYear: number): (text: string) => WrittenDate | undefined {
  try {
    return dateReader(pattern, latestYear);
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    node.fail(error.message);
    return () => undefined;
  }
}

function numberConversion(node: MappingNode, as: 'decimal' | 'number'): ReadText {
  const notation: DecimalNotation = {
    separator: node.at('separator').exists ? (node.at('separator').oneOf(['.', ',']) ?? '.') : '.',
    grouping: node.at('grouping').exists ? (node.at('grouping').text() ?? '') : '',
  };
  const places = node.at('decimals').exists ? Number(node.at('decimals').text()) : 6;
  if (!Number.isInteger(places) || places < 0 || places > 6) node.at('decimals').fail('must be a whole number from 0 to 6');
  const absolute = node.at('absolute').flag(false);
  const negate = node.at('negate').flag(false);
  const asWritten = notation.separator === '.' && notation.grouping === '' && places === 6 && !absolute && !negate;
  return (text) => {
    if (asWritten && CANONICAL.test(text)) return as === 'decimal' ? text : exactNumber(text);
    const parsed = parseDecimal(text, notation);
    if (!parsed) return '';
    const { units, scale } = roundDecimal(parsed, places);
    const sign = (absolute && units < 0n ? -1n : 1n) * (negate ? -1n : 1n);
    const plain = formatDecimal({ units: units * sign, scale });
    return as === 'decimal' ? plain : exactNumber(plain);
  };
}

/** A formatted decimal as a number; empty text where no number is the same. */
function exactNumber(plain: string): number | '' {
  const value = Number(plain);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER && formatDecimal(parseDecimal(String(value)) ?? ZERO) === plain ? value : '';
}

const ZERO = { units: 0n, scale: 0 };
