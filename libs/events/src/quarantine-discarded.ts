import type { RecordedEvent } from './envelope.js';

export const QUARANTINE_DISCARDED = 'QuarantineDiscarded';
export const QUARANTINE_DISCARDED_VERSION = 1;

/** Somebody threw a refused touchpoint away. Its body is gone; that it was thrown away, by whom and why, stays. */
export interface DiscardedQuarantineItem {
  readonly quarantineId: string;
  readonly reason: string;
  readonly receivedAt: string;
}

export type QuarantineDiscarded = RecordedEvent<typeof QUARANTINE_DISCARDED, DiscardedQuarantineItem>;
