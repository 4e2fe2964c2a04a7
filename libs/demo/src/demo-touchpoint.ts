/** A touchpoint as it is sent to the ledger. */
export interface DemoTouchpoint {
  readonly source: string;
  readonly externalId: string;
  readonly occurredAt: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly department: string;
  readonly handledBy?: string;
  readonly parties: readonly DemoParty[];
  readonly subject?: string;
  readonly content?: string;
  readonly topics?: readonly string[];
  readonly outcome?: string;
  readonly amount?: { readonly value: string; readonly currency: string };
  readonly case?: { readonly ref: string; readonly status: 'opened' | 'updated' | 'closed' };
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface DemoParty {
  readonly role: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly identifiers?: readonly { readonly type: string; readonly value: string; readonly role?: string }[];
  readonly address?: DemoAddress;
}

export interface DemoAddress {
  readonly lines: readonly string[];
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

/** Who one party of one touchpoint really is. */
interface TruthFact {
  readonly source: string;
  readonly externalId: string;
  /** Its place in `parties`, from 0. */
  readonly party: number;
  readonly person: string;
}

export interface DemoItem {
  readonly touchpoint: DemoTouchpoint;
  /** One for each party. */
  readonly truth: readonly TruthFact[];
}
