/** Answer of `GET /api/v1/customers?q=`. Every customer that matches, never a silent pick. */
export interface FoundCustomers {
  readonly query: string;
  readonly customers: readonly FoundCustomer[];
  /** There are more matches than are listed: ask for something more specific. */
  readonly more: boolean;
}

export interface FoundCustomer {
  readonly id: string;
  /** The name stated last; absent where none was ever stated. */
  readonly name?: string;
  /** What of this customer matched, best first. */
  readonly matched: readonly { readonly how: 'identifier' | 'partial' | 'name'; readonly type: string; readonly value: string }[];
  /** A few identifiers to tell namesakes apart. */
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly city?: string;
  /** RFC 3339, UTC. */
  readonly lastContactAt?: string;
  readonly touchpoints: number;
}
