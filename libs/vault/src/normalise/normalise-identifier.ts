import type { IdentifierInput } from '../vault.js';
import { blockedTest, DEFAULT_BLOCKED, type BlockedValues } from './blocked-values.js';
import { isEmail, ROLE_MAILBOX } from './mailbox-names.js';
import { internationalFormat, phoneNormaliser } from './phone-number.js';

/**
 * Version of the normaliser. Changes whenever some value would normalise differently: handles made under another version may
 * not match.
 */
export const NORMALISER_VERSION = 1;

/** Where numbers without a country code are from, unless configured otherwise. ISO 3166-1 alpha-2. */
export const DEFAULT_REGION = 'GB';

export interface NormaliseOptions {
  /** Country of phone numbers that name none, ISO 3166-1 alpha-2. Default `DEFAULT_REGION`. */
  readonly region?: string;
  /** Default `DEFAULT_BLOCKED`. */
  readonly blocked?: BlockedValues;
}

/** Gives an identifier's normalised value; `undefined` where recognition ignores it. Pure. */
export type Normalise = (identifier: IdentifierInput) => string | undefined;

/** Control characters and lone surrogates: never part of a value, and not storable as text. */
const UNWANTED = /[\p{Cc}\p{Cs}]/gu;
/** Fast path for most values, which need no cleaning. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{N}]/gu;

/**
 * One spelling for every way of writing an identifier.
 * - `phone`: E.164, else its digits.
 * - `email`, `role-mailbox`: NFKC, lower case; dots and plus tags stay, since only some providers ignore them.
 * - `cookie`: as it is, without blanks around it.
 * - every other type: NFKC, upper case, letters and digits only.
 * Blocked values, and those of which nothing is left, are `undefined`. Derived identifiers are normalised already.
 */
export function createNormaliser(options: NormaliseOptions = {}): Normalise {
  const phone = phoneNormaliser(options.region ?? DEFAULT_REGION);
  const isBlocked = blockedTest(options.blocked ?? DEFAULT_BLOCKED);
  return ({ type, value, derived }) => {
    if (derived) return value === '' ? undefined : value;
    const clean = cleanValue(value);
    if (clean === '' || isBlocked(type, clean)) return undefined;
    const normalised = normaliseClean(type, type === 'cookie' ? value.replaceAll(UNWANTED, '').trim() : clean, phone);
    return normalised === '' ? undefined : normalised;
  };
}

/** What to show people of an identifier, where that cannot be told from its type and normalised value (`displayOf`); else null. */
export function shownAs({ type, value, derived }: IdentifierInput, normalised: string): string | null {
  if (derived) return normalised.replaceAll('|', ' ');
  const shown = isShownNormalised(type, normalised) ? normalised : cleanValue(value);
  return shown === normalised ? null : shown;
}

/** What people are shown of an identifier of which `shownAs` is null: phone numbers in international format, others as they are. */
export function displayOf(type: string, normalised: string): string {
  return type === 'phone' ? internationalFormat(normalised) : normalised;
}

/** NFKC without control characters and blanks around it. */
export function cleanValue(value: string): string {
  return PLAIN.test(value) ? value : value.replaceAll(UNWANTED, '').normalize('NFKC').trim();
}

function normaliseClean(type: string, clean: string, phone: (value: string) => string): string {
  switch (type) {
    case 'phone':
      return phone(clean);
    case 'email':
    case ROLE_MAILBOX:
      return clean.toLowerCase();
    case 'cookie':
      return clean;
    default:
      return clean.toUpperCase().replaceAll(NEITHER_LETTER_NOR_DIGIT, '');
  }
}

function isShownNormalised(type: string, normalised: string): boolean {
  return isEmail(type) || (type === 'phone' && normalised.startsWith('+'));
}
