import type { ViewsStatus } from '#views';

const SIZES = ['kB', 'MB', 'GB', 'TB'];

/** A part of the ledger as its positions count it: `1204 events`, or, where they are bytes, `12.3 MB`. */
export function ledgerPart(amount: number, unit: ViewsStatus['unit']): string {
  if (unit === 'events') return `${amount} events`;
  let [size, index] = [amount / 1000, 0];
  for (; size >= 1000 && index < SIZES.length - 1; index++) size /= 1000;
  return `${size === 0 ? '0' : size.toFixed(size < 1 ? 3 : 1)} ${SIZES[index]}`;
}
