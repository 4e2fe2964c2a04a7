/** From how many digits on a number of one repeated digit, or of digits in a row (`12345678`), is a placeholder. */
export interface PlaceholderLengths {
  readonly repeated: number;
  readonly running: number;
}

/**
 * By type of identifier. A customer or a case may well be the 12345th or the 1111th, so that short ones count; cards, accounts
 * and national ids are not given out so. To change one, change it here.
 *
 * Sources: values that people type into a field they must fill in, as data profilers list them (`9999`, `123456`, `1234567890`);
 * the lengths are our choice, on the side of telling two people apart.
 */
export const PLACEHOLDER_LENGTHS: Readonly<Record<string, PlaceholderLengths>> = {
  'customer-number': { repeated: 4, running: 6 },
  'case-ref': { repeated: 6, running: 8 },
  'account-number': { repeated: 4, running: 6 },
  'loyalty-card': { repeated: 4, running: 6 },
  'national-id': { repeated: 4, running: 6 },
  cookie: { repeated: 4, running: 6 },
};
export const OTHER_PLACEHOLDER_LENGTHS: PlaceholderLengths = { repeated: 6, running: 8 };

/** Types whose values hold a digit: a word alone is none. */
export const WITH_DIGITS: ReadonlySet<string> = new Set(['account-number', 'loyalty-card', 'national-id', 'iban']);

/**
 * Numbers that were published as examples and are nobody's. Letters and digits only.
 *
 * Sources: US Social Security Administration, "Social Security Cards Issued by Woolworth" (078-05-1120) and the pamphlet's
 * 219-09-9999; HMRC's guidance on National Insurance numbers (QQ 12 34 56 A to D, AB 12 34 56 C and D); the number of
 * an advertisement of LifeLock (457-55-5462), used by many.
 */
export const PUBLISHED_EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'national-id': [
    '078051120',
    '219099999',
    '457555462',
    'QQ123456A',
    'QQ123456B',
    'QQ123456C',
    'QQ123456D',
    'AB123456C',
    'AB123456D',
  ],
};
