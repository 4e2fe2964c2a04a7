import { declareEvent, type EventOf } from './declare-event.js';

export const LEDGER_SEALED = 'LedgerSealed';

/** The ledger was sealed: what its first events were, as one number. A later reader who computes another one has another ledger. */
export interface SealOfLedger {
  /** The number of events that it covers: the ledger's first ones, in the order of their positions. */
  readonly size: number;
  /** The root of the Merkle tree over them (RFC 9162): 64 lower-case hex digits. */
  readonly root: string;
  /** The root of the seal before; null for the first. */
  readonly previous: string | null;
}

export const ledgerSealed = declareEvent<SealOfLedger>()({
  type: LEDGER_SEALED,
  version: 1,
  upcasters: [],
});
export type LedgerSealed = EventOf<typeof ledgerSealed>;
