import { declareEvent, type EventOf } from './declare-event.js';

export const QUARANTINE_DISCARDED = 'QuarantineDiscarded';

/** Somebody threw a refused touchpoint away. Its body is gone; that it was thrown away, by whom and why, stays. */
export interface DiscardedQuarantineItem {
  readonly quarantineId: string;
  readonly reason: string;
  readonly receivedAt: string;
}

export const quarantineDiscarded = declareEvent<DiscardedQuarantineItem>()({
  type: QUARANTINE_DISCARDED,
  version: 1,
  upcasters: [],
});
export type QuarantineDiscarded = EventOf<typeof quarantineDiscarded>;
