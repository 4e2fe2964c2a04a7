import type { ViewsStatus } from '#views';

/** A part of the ledger as its positions count it: `1204 events`, or, where they are bytes, `12.3 MB`. */
export function ledgerPart(amount: number, unit: ViewsStatus['unit']): string {
  return unit === 'events' ? `${amount} events` : `${(amount / 1_000_000).toFixed(1)} MB`;
}
