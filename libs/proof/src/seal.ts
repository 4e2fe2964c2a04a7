import { createHash } from 'node:crypto';
import { LEDGER_SEALED, type LedgerSealed, type RecordedEvent, UnknownEventError, upcast } from '#events';

/** The stream of the seal over this many events: it can be written once. */
export function sealStream(size: number): string {
  return `seal-${size}`;
}

/** The id of that seal's event: a UUID of version 8 (RFC 9562) made of the size, so that whoever writes it writes the same one. */
export function sealEventId(size: number): string {
  const bytes = createHash('sha256').update(sealStream(size)).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The event as a seal; undefined where it is none, or one that a newer version wrote. */
export function sealIn(event: RecordedEvent): LedgerSealed | undefined {
  if (event.type !== LEDGER_SEALED) return undefined;
  try {
    const known = upcast(event);
    return known.type === LEDGER_SEALED ? known : undefined;
  } catch (error) {
    if (error instanceof UnknownEventError) return undefined;
    throw error;
  }
}
