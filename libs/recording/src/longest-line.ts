/** Longest line, in bytes, that a batch or an import may hold. A longer one goes to quarantine, cut, and the rest goes on. */
export const LONGEST_LINE = 1_048_576;
/** So much of it is kept, in bytes or characters. */
export const KEPT_OF_A_LONG_LINE = 4096;
export const TOO_LONG = `The line is longer than ${LONGEST_LINE} bytes; only its beginning was kept.`;
