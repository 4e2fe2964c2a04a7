import type { IdentifierInput } from '../vault.js';
import { type BlockedValues, isPlaceholderMailbox, wordForNoneTest } from './blocked-values.js';
import { OTHER_PLACEHOLDER_LENGTHS, PLACEHOLDER_LENGTHS, PUBLISHED_EXAMPLES, WITH_DIGITS } from './data/placeholder-numbers.js';
import { isOneDigitRepeated, isRunning } from './digits.js';
import { emailAddress } from './email-address.js';
import { isEmail, mailboxTest } from './mailbox-names.js';
import { internationalFormat, phoneReader } from './phone-number.js';

/**
 * Version of the normaliser. Changes whenever some value would normalise differently: then opening a vault of the version before
 * makes its identifiers comparable anew (`renormalise`).
 */
export const NORMALISER_VERSION = 2;

/** Where numbers without a country code are from, unless configured otherwise. ISO 3166-1 alpha-2. */
export const DEFAULT_REGION = 'GB';

export interface NormaliseOptions {
  /** Country of phone numbers that name none, ISO 3166-1 alpha-2. Default `DEFAULT_REGION`. */
  readonly region?: string;
  /** Beside the values that Touchstone knows. Default none. */
  readonly blocked?: BlockedValues;
}

/**
 * Why a value identifies nobody: a word for none; what is typed or sent in place of a value; the number that stands for a
 * withheld one; a number that a spreadsheet rounded; or what values of its type cannot look like.
 */
export type NobodysReason = 'none' | 'placeholder' | 'withheld' | 'spreadsheet' | 'shape';

/** What an identifier comes to: its normalised value, or why it is nobody's. */
export type IdentifierReading = { readonly normalised: string } | { readonly nobodys: NobodysReason };

/** Gives an identifier's normalised value; `undefined` where recognition ignores it. Pure. */
export type Normalise = (identifier: IdentifierInput) => string | undefined;

/** Control characters and lone surrogates: never part of a value, and not storable as text. */
const UNWANTED = /[\p{Cc}\p{Cs}]/gu;
/** What nobody sees: zero-width characters, marks of direction, soft hyphens. */
const INVISIBLE = /[\p{DI}\p{Cf}]/gu;
/** Fast path for most values, which need no cleaning. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{N}]/gu;
/** `4.47911E+11`: what a spreadsheet shows and exports of a long number, whose last digits are lost. Java leaves the plus out. */
const SPREADSHEET_EXPONENT = /^[='"]*[-+]?\d(?:[.,]\d+E[-+]?|E\+)\d{1,3}["']*$/i;
/** `1002.0`: a number that went through a table of decimal numbers. */
const POINT_ZERO = /^(\d+)[.,]0{1,2}$/;
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
/** `K-0000`: a customer number that nobody was given. */
const ZEROS_AFTER_LETTERS = /^\p{L}{1,4}0{3,}$/u;

/**
 * Reads identifiers: one spelling for every way of writing one.
 * - `phone`: E.164, with `x12` for an extension (`phoneReader`).
 * - `email`, `role-mailbox`: the address in it (`emailAddress`).
 * - `cookie`: as it is, without blanks around it.
 * - every other type: NFKC, upper case, letters and digits only.
 *
 * What is nobody's in one spelling is in every spelling. Derived identifiers are normalised already.
 */
export function identifierReader({ region = DEFAULT_REGION, blocked }: NormaliseOptions = {}): (
  identifier: IdentifierInput,
) => IdentifierReading {
  const phone = phoneReader(region);
  const isWordForNone = wordForNoneTest(blocked?.values);
  const isUnread = mailboxTest(blocked?.emailLocalParts ?? []);
  // A telephone number or an address that the rules block is blocked however it is written, not only as they write it.
  const blockedContacts = new Set<string>();
  for (const value of blocked?.values ?? []) {
    const clean = cleanValue(value);
    const [reading, address] = [phone(clean), emailAddress(clean)];
    if ('number' in reading) blockedContacts.add(reading.number);
    if (address !== undefined) blockedContacts.add(address);
  }
  const readEmail = (text: string): IdentifierReading => {
    const address = emailAddress(text);
    if (address === undefined) return { nobodys: 'shape' };
    return isPlaceholderMailbox(address) || isUnread(address) ? { nobodys: 'placeholder' } : { normalised: address };
  };
  const readContact = (type: string, text: string): IdentifierReading => {
    if (type !== 'phone') return readEmail(text);
    const reading = phone(text);
    return 'number' in reading ? { normalised: reading.number } : reading;
  };
  return ({ type, value, derived }) => {
    if (derived) return value === '' ? { nobodys: 'none' } : { normalised: value };
    const clean = cleanValue(value);
    if (isWordForNone(clean)) return { nobodys: 'none' };
    if (SPREADSHEET_EXPONENT.test(clean)) return { nobodys: 'spreadsheet' };
    if (type === 'cookie') return readCode(type, value.replaceAll(UNWANTED, '').trim());
    if (type !== 'phone' && !isEmail(type)) return readCode(type, codeIn(clean));
    const reading = readContact(type, clean);
    return 'normalised' in reading && blockedContacts.has(reading.normalised) ? { nobodys: 'none' } : reading;
  };
}

/** As `identifierReader`, without the reasons. */
export function createNormaliser(options: NormaliseOptions = {}): Normalise {
  const read = identifierReader(options);
  return (identifier) => {
    const reading = read(identifier);
    return 'normalised' in reading ? reading.normalised : undefined;
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

/** NFKC without control characters, what nobody sees, and blanks around it. */
export function cleanValue(value: string): string {
  return PLAIN.test(value) ? value : value.replaceAll(UNWANTED, '').replaceAll(INVISIBLE, '').normalize('NFKC').trim();
}

function codeIn(clean: string): string {
  return clean.replace(POINT_ZERO, '$1').toUpperCase().replaceAll(NEITHER_LETTER_NOR_DIGIT, '');
}

function readCode(type: string, code: string): IdentifierReading {
  const bare = code.toUpperCase().replaceAll(NEITHER_LETTER_NOR_DIGIT, '');
  if (bare === '') return { nobodys: 'none' };
  if (isPlaceholderCode(type, bare)) return { nobodys: 'placeholder' };
  if (WITH_DIGITS.has(type) && !/\p{N}/u.test(bare)) return { nobodys: 'shape' };
  if (type === 'iban' && !isIban(bare)) return { nobodys: 'shape' };
  return { normalised: code };
}

/** `code`: letters and digits only, upper case. */
function isPlaceholderCode(type: string, code: string): boolean {
  const { repeated, running } = PLACEHOLDER_LENGTHS[type] ?? OTHER_PLACEHOLDER_LENGTHS;
  if (isOneDigitRepeated(code)) return /\p{L}/u.test(code) || code.length >= repeated;
  if (code.length >= running && isRunning(code)) return true;
  return ZEROS_AFTER_LETTERS.test(code) || (PUBLISHED_EXAMPLES[type]?.includes(code) ?? false);
}

/** ISO 13616: country, check digits, account; modulo 97 with letters as numbers from 10 it leaves 1. */
function isIban(code: string): boolean {
  if (!IBAN.test(code)) return false;
  const rearranged = code.slice(4) + code.slice(0, 4);
  let rest = 0;
  for (const character of rearranged) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97;
  return rest === 1;
}

function isShownNormalised(type: string, normalised: string): boolean {
  return isEmail(type) || (type === 'phone' && normalised.startsWith('+'));
}
