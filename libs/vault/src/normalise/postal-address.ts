import type { PostalAddress } from '#events';
import { foldText } from './person-name.js';

const UNIT = /\b(?:p\.?\s?o\.?\s?box|post(?:al)? box|flat|apt|apartment|unit|suite|ste|room|rm|floor|level|lot)\.?\s+#?\w+/g;
const UNIT_SLASH_HOUSE = /\b\w+\s?\/\s?(\d+[a-z]?)\b/g;
const HOUSE = /\b\d+[a-z]?\b/;
const STREET_TYPES = new Set(
  (
    'street st road rd lane ln avenue ave av drive dr drv close cl court ct crt place pl crescent cres cr way terrace tce ter highway hwy ' +
    'boulevard blvd square sq gardens gdns grove gr parade pde circuit cct cir circle mews row hill rise walk strasse str platz weg'
  ).split(' '),
);

/** House number, street and the rest of an address, ready to compare; a part that cannot be told is absent. */
export interface AddressParts {
  readonly house?: string;
  readonly street?: string;
  readonly postcode?: string;
  readonly city?: string;
}

/**
 * - `house`: the first number of the address lines that is not a flat's, a floor's or a post box's, with its letter.
 * - `street`: the words of the line with the house number (else of the first line), without number and word for `street`.
 * - `postcode`, `city`: letters and digits only.
 * All lower-case ASCII.
 */
export function addressParts(address: PostalAddress): AddressParts {
  const lines = (address.lines ?? []).map((line) => foldText(line).replaceAll(UNIT, ' ').replaceAll(UNIT_SLASH_HOUSE, '$1'));
  const numbered = lines.find((line) => HOUSE.test(line));
  return {
    house: present(numbered?.match(HOUSE)?.[0]),
    street: present(streetOf(numbered ?? lines[0] ?? '')),
    postcode: present(lettersAndDigits(address.postcode ?? '')),
    city: present(lettersAndDigits(address.city ?? '')),
  };
}

function streetOf(line: string): string {
  const words = line
    .replace(HOUSE, ' ')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return words.filter((word, index) => index === 0 || !STREET_TYPES.has(word)).join('');
}

function lettersAndDigits(text: string): string {
  return foldText(text).replaceAll(/[^a-z0-9]/g, '');
}

function present(part: string | undefined): string | undefined {
  return part === '' ? undefined : part;
}
