import { declareEvent, type EventOf } from './declare-event.js';
import type { Handle, Sealed } from './ids.js';

export const IDENTITY_DECIDED = 'IdentityDecided';

/**
 * What a person decided about two identifiers.
 * - `link`: they are one customer, whatever the rules say (tier 0).
 * - `separate`: they are never one customer (cannot-link).
 * - `reject-edge`: the events that tie these two to each other are mistaken; the edge no longer counts.
 * - `dismiss`: no decision, but do not ask again (closes a review item).
 * - `withdraw`: take back the decision that stands on this pair.
 * The latest decision on a pair stands.
 */
export type IdentityVerdict = 'link' | 'separate' | 'reject-edge' | 'dismiss' | 'withdraw';

/** A manual decision on recognition: an event of its own, so that replay never depends on a person or a model. Who decided is in the metadata. */
export interface IdentityDecision {
  readonly verdict: IdentityVerdict;
  /** The pair in ascending order: `a` < `b`. */
  readonly a: Handle;
  readonly b: Handle;
  /** RFC 3339. */
  readonly decidedAt: string;
  /** Sealed JSON `{ reason: string }` under the key of `a`. */
  readonly sealedReason: Sealed;
  /** What prompted it. */
  readonly origin: 'staff' | 'suggestion' | 'review';
}

export const identityDecided = declareEvent<IdentityDecision>()({
  type: IDENTITY_DECIDED,
  version: 1,
  upcasters: [],
  sealed: ({ a, sealedReason }) => [{ section: 'reason', hub: a, sealed: sealedReason }],
});
export type IdentityDecided = EventOf<typeof identityDecided>;

/** One stream for a pair, in either order. */
export function identityStream(a: Handle, b: Handle): string {
  return a < b ? `identity-${a}.${b}` : `identity-${b}.${a}`;
}
