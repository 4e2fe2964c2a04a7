import type { Direction, Money } from '#events';

/** Answer of `GET /api/v1/customers/:id/timeline`: newest first. */
export interface TimelinePage {
  readonly customer: string;
  readonly position: string;
  readonly items: readonly TimelineItem[];
  /** Ask again with `cursor=` this for older items; absent at the end. A page may be short, even empty, and still have a next. */
  readonly next?: string;
}

/** A touchpoint as one of its parties lived it. */
export interface TimelineItem {
  /** The event's id. */
  readonly id: string;
  readonly position: string;
  /** RFC 3339 with the offset as recorded. */
  readonly occurredAt: string;
  /** RFC 3339, UTC. */
  readonly recordedAt: string;
  readonly source: string;
  readonly externalId: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: Direction;
  readonly department: string;
  readonly handledBy?: string;
  /** This customer's role in it: the first, where it took part in several. */
  readonly role: string;
  /** Its other roles in the same touchpoint: who is booker and attendee has one item, not two. */
  readonly otherRoles?: readonly string[];
  /** The others who took part. */
  readonly otherParties: readonly { readonly role: string; readonly customer?: string; readonly name?: string }[];
  /** Present unless erased or with another party (the first party of a touchpoint carries them; all parties see them). */
  readonly subject?: string;
  readonly content?: string;
  readonly topics: readonly string[];
  readonly outcome?: string;
  readonly amount?: Money;
  readonly case?: { readonly ref?: string; readonly status: string };
  readonly details?: Readonly<Record<string, unknown>>;
  /** Set where something of it cannot be shown: fields by name, or `section` for the whole personal part; the rest is what can be. */
  readonly unreadable?: {
    readonly code: 'section-damaged' | 'key-lost' | 'unexpected-content';
    readonly fields: readonly string[];
  };
  /** Set where the personal part was erased: the rest is what remains. */
  readonly erased?: { readonly requestId: string; readonly erasedAt: string };
}

/** Query parameters of the timeline. Lists are comma-separated in the URL. */
export interface TimelineFilter {
  readonly channel?: readonly string[];
  readonly kind?: readonly string[];
  readonly department?: readonly string[];
  readonly direction?: readonly string[];
  readonly role?: readonly string[];
  /** RFC 3339, inclusive. */
  readonly from?: string;
  /** RFC 3339, exclusive. */
  readonly to?: string;
  /** Every word of it occurs in subject or content; case and accents do not count. */
  readonly text?: string;
}
