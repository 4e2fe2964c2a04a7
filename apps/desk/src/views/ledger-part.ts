import { counted } from '#desk/text';
import type { ViewsStatus } from '#views';

const SIZES = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A part of the ledger as its positions count it: `1,204 events`, or, where they are bytes, `12.3 MB of the log`. */
export function ledgerPart(amount: number, unit: ViewsStatus['unit']): string {
  if (unit === 'events') return counted(amount, 'event');
  const thousands = Math.floor(Math.log10(Math.max(amount, 1)) / 3);
  const power = Math.min(Math.max(thousands, 1), SIZES.length);
  const size = new Intl.NumberFormat(undefined, { style: 'unit', unit: SIZES[power - 1], maximumSignificantDigits: 3 });
  return `${size.format(amount / 1000 ** power)} of the log`;
}
