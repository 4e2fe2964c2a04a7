import { LRUCache } from 'lru-cache';
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { EXTENSION_WORDS } from './data/extension-words.js';
import { KEYPAD, WITHHELD_NUMBERS, WITHHELD_WORDS } from './data/withheld-numbers.js';
import { isOneDigitRepeated, isRunning } from './digits.js';

const MOST_REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 64;
/** This many equal digits at the end make a number a placeholder: 07700 000000. */
const REPEATED_AT_THE_END = 7;

const formatted = new LRUCache<string, string>({ max: 10_000 });
const withheld = new Set([...WITHHELD_WORDS.map(onKeypad), ...WITHHELD_NUMBERS]);
const POINT_ZERO = /^(\+?\d+)[.,]0{1,2}$/;
const EXTENSION = new RegExp(
  `^(.*\\d\\)?)[\\s,;/.(–-]*(?:${EXTENSION_WORDS.toSorted((a, b) => b.length - a.length).join('|')})\\.?[\\s:=.]*(\\d{1,7})\\)?$`,
  'iu',
);
const MOBILE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** What a text stands for as a telephone number: a number in E.164, or why it is nobody's. */
export type PhoneReading = { readonly number: string } | { readonly nobodys: 'shape' | 'withheld' | 'placeholder' };

/**
 * Reads phone numbers as E.164, with `x12` behind a number with the extension 12: that is another telephone. Numbers without
 * a country code are of `region` (ISO 3166-1 alpha-2; one that is not known counts as none); where they are none there and a
 * valid mobile number with a plus before them, they are that. What no telephone can have is nobody's, and so are numbers that
 * stand for a withheld one, and placeholders. Parsing is slow (25 us), so results are cached.
 *
 * Source: libphonenumber's metadata of every country's numbering plan.
 */
export function phoneReader(region: string | undefined): (value: string) => PhoneReading {
  const country = countryOf(region);
  const remembered = new LRUCache<string, PhoneReading>({ max: MOST_REMEMBERED });
  return (value) => {
    const known = remembered.get(value);
    if (known) return known;
    const reading = read(value, country);
    if (value.length <= LONGEST_REMEMBERED) remembered.set(value, reading);
    return reading;
  };
}

/** A normalised number for display: `+44 20 7946 0018`, `+44 20 7946 0018 ext. 12`; what is not E.164 stays as it is. Cached, too. */
export function internationalFormat(normalised: string): string {
  if (!normalised.startsWith('+')) return normalised;
  const known = formatted.get(normalised);
  if (known !== undefined) return known;
  const [number = '', extension] = normalised.split('x');
  const international = parsePhoneNumberFromString(number)?.formatInternational() ?? number;
  const shown = extension === undefined ? international : `${international} ext. ${extension}`;
  formatted.set(normalised, shown);
  return shown;
}

function read(value: string, country: CountryCode | undefined): PhoneReading {
  const text = value.replace(POINT_ZERO, '$1');
  const digits = text.replaceAll(/\D/g, '');
  if (withheld.has(digits.replace(/^00/, ''))) return { nobodys: 'withheld' };
  const [, before, extension] = EXTENSION.exec(text) ?? [];
  const parsed = numberIn(before ?? text, country);
  if (!parsed) return { nobodys: 'shape' };
  if (isPlaceholder(parsed.nationalNumber)) return { nobodys: 'placeholder' };
  const dialled = extension ?? parsed.ext;
  return { number: dialled === undefined ? parsed.number : `${parsed.number}x${dialled}` };
}

function numberIn(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, country);
  const home = parsed?.isPossible() && !hasCountryCodeTwice(text, parsed, country) ? parsed : undefined;
  if (home?.isValid() || text.includes('+')) return home;
  const digits = text.replaceAll(/\D/g, '');
  const abroad = /^[1-9]/.test(digits) ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  const isMobile = abroad?.isValid() && MOBILE.has(abroad.getType() ?? '') && !hasCountryCodeTwice(`+${digits}`, abroad, country);
  return isMobile ? abroad : home;
}

/**
 * Whether `+11 415 555 0177` was read as +1 415 555 0177: what North America dials before a number within it is its country code
 * again, so the parser drops a second 1. It drops no third, so a number with its country code once bears another 1 before it.
 */
function hasCountryCodeTwice(
  text: string,
  { countryCallingCode, nationalNumber, number }: PhoneNumber,
  country: CountryCode | undefined,
): boolean {
  if (countryCallingCode !== '1') return false;
  const digits = text.replaceAll(/\D/g, '');
  const before = digits.slice(0, Math.max(digits.indexOf(nationalNumber), 0));
  const withAnother = `${text.includes('+') ? '+' : ''}${before}1${nationalNumber}`;
  return parsePhoneNumberFromString(withAnother, country)?.number !== number;
}

/** A number of one digit, of digits in a row, or ending in many equal ones; the first digits may be those that mobile numbers need. */
function isPlaceholder(national: string): boolean {
  return (
    isOneDigitRepeated(national.slice(1)) ||
    isRunning(national) ||
    isRunning(national.slice(1)) ||
    isOneDigitRepeated(national.slice(-REPEATED_AT_THE_END))
  );
}

function onKeypad(word: string): string {
  return Array.from(word.toLowerCase(), (letter) => KEYPAD.findIndex((key) => key.includes(letter)) + 2).join('');
}

function countryOf(region: string | undefined): CountryCode | undefined {
  const upper = region?.toUpperCase();
  return upper !== undefined && isSupportedCountry(upper) ? upper : undefined;
}
