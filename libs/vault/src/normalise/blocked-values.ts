import { PLACEHOLDER_MAILBOXES } from './data/placeholder-mailboxes.js';
import { WORDS_FOR_NONE } from './data/words-for-none.js';
import { isOneDigitRepeated } from './digits.js';

/** Values that say "I have none", beside those that Touchstone knows (`data/`): they never make two parties one customer. */
export interface BlockedValues {
  /** Whole values, of whatever type and in whatever spelling. */
  readonly values: readonly string[];
  /** The part of an e-mail address before the @, separators left out: mailboxes that nobody reads. */
  readonly emailLocalParts: readonly string[];
}

/** Numbers below zero, of which the sign is all that tells them from others; programs write some for a value that is missing. */
const SIGNED = /^-\d+$/;
const MISSING = ['-1', '-9', '-99', '-999', '-9999'];
const NOTHING_BUT_ZEROS = /^[0\s\p{P}\p{S}\p{M}\p{C}]*$/u;
/** A field of a letter or form that was not filled in: `{{email}}`, `${phone}`, `%%EMAIL%%`, `<email>`, `[customer number]`. */
const UNFILLED = /^(?:[#$%]?\{[^{}]*\}|\$?\{\{[^{}]*\}\}|%%?[\w .-]+%%?|<[^<>@]*>|\[[\p{L} _-]+\])$/u;
const LONGEST_WORDS = 64;
const ASCII = /^[ -~]*$/;

/** A value without case, accents, blanks and punctuation, for comparing with words. Two letters have a capital that leads back to another. */
function folded(value: string): string {
  const plain = ASCII.test(value) ? value : value.normalize('NFKD');
  return plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ς', 'σ');
}

const languages = Object.values(WORDS_FOR_NONE);
const noEmailWords = new Set(languages.flatMap(({ noEmail = [] }) => noEmail.map(folded)));
const words = new Set(
  [...noEmailWords, ...languages.flatMap(({ none, noPhone = [] }) => [...none, ...noPhone].map(folded))].filter(
    (word) => word !== '',
  ),
);

/** A test for values that are a word for none in some language, zeros, a field that was not filled in, or one of `more`. */
export function wordForNoneTest(more: readonly string[] = []): (value: string) => boolean {
  const exact = new Set([...MISSING, ...more].map((value) => value.trim().toLowerCase()).filter((value) => SIGNED.test(value)));
  const known = more.filter((value) => !SIGNED.test(value.trim())).map(folded);
  const all = new Set([...words, ...known.filter((value) => value !== '')]);
  return (value) => {
    if (value.length > LONGEST_WORDS) return NOTHING_BUT_ZEROS.test(value);
    return (
      all.has(folded(value)) ||
      exact.has(value.toLowerCase().replaceAll(/[^\p{L}\p{N}-]/gu, '')) ||
      NOTHING_BUT_ZEROS.test(value) ||
      UNFILLED.test(value)
    );
  };
}

const unread = new Set<string>(PLACEHOLDER_MAILBOXES.localParts);
const noDomains = new Set<string>(PLACEHOLDER_MAILBOXES.domains);
const noEndings = new Set<string>(PLACEHOLDER_MAILBOXES.endings);
const onBothSides = new Set<string>([...PLACEHOLDER_MAILBOXES.onBothSides, ...words]);
const addresses = new Set<string>(PLACEHOLDER_MAILBOXES.addresses);

/** Whether an address, as of `emailAddress`, stands for none. */
export function isPlaceholderMailbox(address: string): boolean {
  const at = address.lastIndexOf('@');
  const local = folded(address.slice(0, at).replace(/\+.*$/, ''));
  const labels = address.slice(at + 1).split('.');
  const domain = folded(labels[0] ?? '');
  if (unread.has(local) || noEmailWords.has(local) || addresses.has(`${local}@${labels.join('.')}`)) return true;
  if (noEndings.has(labels.at(-1) ?? '')) return true;
  if (labels.slice(0, -1).some((label) => noDomains.has(folded(label)) || noEmailWords.has(folded(label)))) return true;
  const withoutNumber = local.replace(/\d+$/, '');
  if (withoutNumber === '') return false;
  if (isOneDigitRepeated(withoutNumber) && isOneDigitRepeated(domain)) return withoutNumber[0] === domain[0];
  return onBothSides.has(withoutNumber) && onBothSides.has(domain);
}
