import { createHash } from 'node:crypto';

/** The key of the advisory lock of this name: a signed 64-bit number in decimal. Locks are per database. */
export function advisoryKey(name: string): string {
  return String(createHash('sha256').update(`touchstone ${name}`).digest().readBigInt64BE(0));
}
