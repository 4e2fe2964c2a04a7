import type { RecordedEvent } from './envelope.js';

export const QUARANTINE_DISCARDED = 'QuarantineDiscarded';
export const QUARANTINE_DISCARDED_VERSION = 1;

/** A quarantined touchpoint was discarded. Its body is erased; this event keeps by whom it was discarded, and why. */
export interface DiscardedQuarantineItem {
  readonly quarantineId: string;
  readonly reason: string;
  readonly receivedAt: string;
}

export type QuarantineDiscarded = RecordedEvent<typeof QUARANTINE_DISCARDED, DiscardedQuarantineItem>;
