import { LRUCache } from 'lru-cache';
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

const MOST_REMEMBERED = 50_000;
const FEWEST_DIGITS = 5;

const formatted = new LRUCache<string, string>({ max: 10_000 });

/**
 * Turns phone numbers into E.164: those without a country code are read as of `region` (ISO 3166-1 alpha-2; one that is not
 * known counts as none). An extension is dropped: it is the same line. An impossible number keeps its digits if there are at
 * least five, else the result is the empty string. Parsing is slow (25 us), so results are cached.
 */
export function phoneNormaliser(region: string | undefined): (value: string) => string {
  const country = countryOf(region);
  const remembered = new LRUCache<string, string>({ max: MOST_REMEMBERED });
  return (value) => {
    const known = remembered.get(value);
    if (known !== undefined) return known;
    const parsed = parsePhoneNumberFromString(value, country);
    const normalised = parsed?.isPossible() ? parsed.number : digitsOf(value);
    if (value.length <= 64) remembered.set(value, normalised);
    return normalised;
  };
}

/** A normalised number for display: `+44 20 7946 0018`; what is not E.164 stays as it is. Cached, too. */
export function internationalFormat(normalised: string): string {
  if (!normalised.startsWith('+')) return normalised;
  const known = formatted.get(normalised);
  if (known !== undefined) return known;
  const international = parsePhoneNumberFromString(normalised)?.formatInternational() ?? normalised;
  formatted.set(normalised, international);
  return international;
}

function digitsOf(value: string): string {
  const digits = value.replaceAll(/\D/g, '');
  return digits.length >= FEWEST_DIGITS ? digits : '';
}

function countryOf(region: string | undefined): CountryCode | undefined {
  const upper = region?.toUpperCase();
  return upper !== undefined && isSupportedCountry(upper) ? upper : undefined;
}
