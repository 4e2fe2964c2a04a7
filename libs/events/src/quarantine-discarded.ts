import { declareEvent, type EventOf } from './declare-event.js';

export const QUARANTINE_DISCARDED = 'QuarantineDiscarded';

/** An item was discarded from quarantine. Its body is erased; this event keeps by whom it was discarded, and why. */
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
