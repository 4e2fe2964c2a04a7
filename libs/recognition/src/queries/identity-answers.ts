/** Answer of `GET /api/v1/customers/:id/identity`: the identifiers that are this customer, and what holds them together. */
export interface CustomerIdentity {
  readonly customer: string;
  readonly rules: string;
  readonly nodes: readonly IdentityNode[];
  readonly edges: readonly IdentityEdge[];
  /** Ids that lead here. */
  readonly aliases: readonly string[];
}

export interface IdentityNode {
  readonly handle: string;
  readonly type: string;
  /** For display; absent where erased. */
  readonly value?: string;
  readonly firstSeenAt: string;
  /** A value shared by too many (a switchboard): supporting evidence only. */
  readonly generic: boolean;
  /** The customer it belongs to; another than the one asked for at the far end of a blocked edge. */
  readonly customer: string;
}

export interface IdentityEdge {
  readonly a: string;
  readonly b: string;
  readonly tier: number;
  /** Name of the rule, as in the rules file. */
  readonly rule: string;
  readonly status: 'accepted' | 'blocked' | 'rejected';
  /** Why it is blocked, for people. */
  readonly reason?: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Ledger position of the event that made it; decimal string. */
  readonly position: string;
  /** For a manual link or rejection. */
  readonly decidedBy?: string;
  readonly decisionReason?: string;
}

/** Answer of `GET /api/v1/customers/:id/why?a=&b=`. */
export interface WhySameCustomer {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  readonly rules: string;
  /** The accepted edges from a to b, in order, where they are one customer. */
  readonly path: readonly IdentityEdge[];
  /** Where they are not: the blocked edges between their customers. */
  readonly blocked: readonly IdentityEdge[];
  readonly nodes: readonly IdentityNode[];
}

/** Answer of `GET /api/v1/identity/review`. */
export interface ReviewQueue {
  readonly items: readonly ReviewItem[];
  readonly next?: string;
  readonly counts: { readonly blocked: number; readonly suggestions: number };
}

export interface ReviewItem {
  readonly kind: 'blocked-edge' | 'suggestion';
  readonly a: ReviewSide;
  readonly b: ReviewSide;
  /** Why it was blocked, or what speaks for it; sentences for people. */
  readonly reasons: readonly string[];
  /** 0 to 1, for a suggestion. */
  readonly score?: number;
  readonly since: string;
}

export interface ReviewSide {
  readonly handle: string;
  readonly type: string;
  readonly value?: string;
  readonly customer: string;
  readonly name?: string;
  readonly touchpoints: number;
}
