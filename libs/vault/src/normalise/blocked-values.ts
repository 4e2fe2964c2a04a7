import { isEmail, mailboxTest } from './mailbox-names.js';

/** Values that say "I have none": they never make two parties one customer. Compared without regard to case and punctuation around them. */
export interface BlockedValues {
  /** Whole values, of whatever type. Values of nothing but zeros and punctuation are always blocked. */
  readonly values: readonly string[];
  /** The part of an e-mail address before the @, separators left out: mailboxes that nobody reads. */
  readonly emailLocalParts: readonly string[];
}

export const DEFAULT_BLOCKED: BlockedValues = {
  values: ['-1', 'null', 'none', 'anonymous', 'unknown', 'test', 'n/a', 'na', 'nan', 'undefined'],
  emailLocalParts: ['noreply', 'donotreply'],
};

const AROUND = /^[^\p{L}\p{N}-]+|[^\p{L}\p{N}]+$/gu;
const MOST_AROUND = 8;
const NOTHING_BUT_ZEROS = /^[0\s\p{P}\p{S}]*$/u;

/** A test for values that recognition must ignore, of `value` as given but for Unicode compatibility forms. */
export function blockedTest(blocked: BlockedValues): (type: string, value: string) => boolean {
  const values = new Set(blocked.values.map((value) => value.normalize('NFKC').trim().toLowerCase()));
  const longest = Math.max(0, ...Array.from(values, (value) => value.length));
  const isBlockedMailbox = mailboxTest(blocked.emailLocalParts);
  return (type, value) => {
    const lower = value.trim().toLowerCase();
    if (lower.length <= longest + MOST_AROUND && (values.has(lower) || values.has(lower.replace(AROUND, '')))) return true;
    if (NOTHING_BUT_ZEROS.test(lower)) return true;
    return isEmail(type) && isBlockedMailbox(lower);
  };
}
