/**
 * Words that telephone services send in place of a withheld number, spelled on the keypad of a telephone: +266696687 is
 * ANONYMOUS, +7378742833 RESTRICTED, +2562533 BLOCKED, +8656696 UNKNOWN, +86282452253 UNAVAILABLE.
 *
 * Sources: Twilio, "How are calls with anonymous, restricted or blocked caller ID handled" (help.twilio.com), which names these
 * five; the others follow the same way of spelling and are sent by exchanges that put the caller's name there (RFC 3323,
 * RFC 7088; Asterisk's `CALLERID(name)`). The keys are those of ITU-T E.161.
 */
export const WITHHELD_WORDS: readonly string[] = [
  'ANONYMOUS',
  'RESTRICTED',
  'BLOCKED',
  'UNKNOWN',
  'UNAVAILABLE',
  'WITHHELD',
  'PRIVATE',
  'NOCALLERID',
  'NONUMBER',
  'OUTOFAREA',
  'PAYPHONE',
];

/** Other numbers that stand for none. Digits only, without plus. */
export const WITHHELD_NUMBERS: readonly string[] = [
  // ANONYMOUS after the country code of North America, which American systems put before it.
  '1266696687',
];

/** Letters of each key, from 2 (ITU-T E.161). */
export const KEYPAD = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'] as const;
