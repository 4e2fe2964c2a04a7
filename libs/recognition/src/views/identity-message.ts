/** Announcements about who is one customer; the key is `to`. See `IdentityMessage`. */
export const IDENTITY_TOPIC = 'identity';
/** Announcements that something about a customer changed; the key is the customer's id, also where it is nobody's any more. */
export const CUSTOMERS_TOPIC = 'customers';
/** Announcements of touchpoints; the key is the customer. */
export const TOUCHPOINTS_TOPIC = 'touchpoints';

/**
 * What is announced on the topic `identity`. Ids only, no personal data. `handles` are the identifiers that changed their
 * customer (hubs among them); they are told where subscribers are, see `RecognitionOptions.publish`.
 */
export type IdentityMessage =
  /** `from` is one customer with `to` now and leads there. */
  | (Move & { readonly type: 'merged' })
  /** `to` is a customer of its own again. */
  | (Move & { readonly type: 'split' })
  /** The customer goes by an older identifier's id from now on; the former id leads there. */
  | (Move & { readonly type: 'renamed' })
  /** Both are customers before and after; some identifiers went from one to the other. */
  | (Move & { readonly type: 'moved' })
  /** The customer got identifiers that nobody had seen before. */
  | { readonly type: 'linked'; readonly to: string; readonly handles: readonly string[]; readonly position: string };

interface Move {
  readonly from: string;
  readonly to: string;
  readonly handles?: readonly string[];
  /** The event that brought it about: decimal string. */
  readonly position: string;
}
