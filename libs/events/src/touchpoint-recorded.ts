import { declareEvent, type EventOf } from './declare-event.js';
import type { NewEvent } from './envelope.js';
import type { Handle, Sealed } from './ids.js';

export const TOUCHPOINT_RECORDED = 'TouchpointRecorded';

export type Direction = 'inbound' | 'outbound' | 'internal';
export type CaseStatus = 'opened' | 'updated' | 'closed';

/** One identifier of a party, as the ledger knows it: by handle, without its value. */
export interface RecordedIdentifier {
  readonly handle: Handle;
  readonly type: string;
  /** How the party relates to the identifier, where that matters (`owner`, `user` of an account). */
  readonly role?: string;
}

/** A party's share of a touchpoint. It belongs to `hub` for ever. */
export interface RecordedParty {
  readonly role: string;
  /** The strongest identifier's handle; also the first of `identifiers`. */
  readonly hub: Handle;
  /** In an order that depends on content only: strength, then type, then normalised value. No handle twice. */
  readonly identifiers: readonly RecordedIdentifier[];
  /** Stands for name, birth date and address as stated here; belongs to this hub alone. The vault can reveal it. */
  readonly profile?: Handle;
  /** Sealed JSON of `PartySecrets`, under the hub's key. */
  readonly sealed: Sealed;
}

/** What a party's sealed section holds. Subject, content, details and case reference travel with the first party. */
export interface PartySecrets {
  readonly name?: string;
  readonly birthDate?: string;
  readonly address?: PostalAddress;
  /** As given, including those that recognition ignores. */
  readonly identifiers: readonly { readonly type: string; readonly value: string; readonly role?: string }[];
  readonly subject?: string;
  readonly content?: string;
  readonly caseRef?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface PostalAddress {
  readonly lines?: readonly string[];
  readonly postcode?: string;
  readonly city?: string;
  readonly region?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

/** Decimal string and ISO 4217 code. */
export interface Money {
  readonly value: string;
  readonly currency: string;
}

/** A contact between the company and one or more parties. Everything here is in clear; personal data is in `parties[].sealed`. */
export interface TouchpointData {
  readonly source: string;
  readonly externalId: string;
  /** RFC 3339 with the offset as it was given. */
  readonly occurredAt: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: Direction;
  readonly department: string;
  readonly handledBy?: string;
  readonly topics?: readonly string[];
  readonly outcome?: string;
  readonly amount?: Money;
  readonly case?: { readonly handle: Handle; readonly status: CaseStatus };
  /** The details that the kind declares free of personal data (codes, quantities). */
  readonly details?: Readonly<Record<string, unknown>>;
  /** At least one. The first is the principal: the one the touchpoint is with. */
  readonly parties: readonly [RecordedParty, ...RecordedParty[]];
  /** Keyed digest of the whole content: equal only for equal content. */
  readonly fingerprint: string;
}

export type NewTouchpointRecorded = NewEvent<typeof TOUCHPOINT_RECORDED, TouchpointData>;
export const touchpointRecorded = declareEvent<TouchpointData>()({
  type: TOUCHPOINT_RECORDED,
  version: 1,
  upcasters: [],
  tidied: withoutNulls,
  sealed: ({ parties }) => parties.map(({ hub, sealed }, index) => ({ section: partySection(index), hub, sealed })),
});
export type TouchpointRecorded = EventOf<typeof touchpointRecorded>;

/** Version 0.1 kept a null that was sent in these places; it says that there is nothing. */
function withoutNulls(data: TouchpointData): TouchpointData {
  const isNull = (value: unknown): boolean => value === null;
  const { handledBy, outcome, parties = [] } = data as Partial<TouchpointData>;
  const hasNull =
    isNull(handledBy) ||
    isNull(outcome) ||
    parties.some(({ identifiers = [] }: Partial<RecordedParty>) => identifiers.some(({ role }) => isNull(role)));
  return hasNull ? (JSON.parse(JSON.stringify(data), leaveOutNull) as TouchpointData) : data;
}

function leaveOutNull(this: unknown, _name: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

/** The sealed section of a touchpoint's party. */
export function partySection(index: number): string {
  return `party:${index}`;
}
