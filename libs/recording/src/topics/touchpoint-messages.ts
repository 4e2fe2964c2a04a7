import type { CaseStatus, Direction, Money, Position, TouchpointRecorded } from '#events';

/**
 * Value of a message on `touchstone.touchpoints.v1`. All of it is in clear; nothing of it is personal data, so who handled it
 * is left out.
 */
export interface PublishedTouchpoint {
  /** The event's id. The same for each customer who took part. */
  readonly touchpoint: string;
  /** Where it stands in the ledger: decimal string. */
  readonly position: string;
  /** The customer this message is for, as recognised when it was published; also the message's key. */
  readonly customer: string;
  /** How much of the ledger recognition had read when it said whose the hubs are: decimal string. */
  readonly recognisedUpTo: string;
  /** Who took part in which role, this customer and others. A hub never changes; whose it is may. */
  readonly parties: readonly { readonly hub: string; readonly customer: string; readonly role: string }[];
  readonly source: string;
  readonly externalId: string;
  /** RFC 3339, with the offset as it was given. */
  readonly occurredAt: string;
  /** RFC 3339, UTC. */
  readonly recordedAt: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: Direction;
  readonly department: string;
  readonly topics?: readonly string[];
  readonly outcome?: string;
  readonly amount?: Money;
  readonly case?: { readonly handle: string; readonly status: CaseStatus };
  /** The fields that the kind declares free of personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The messages of a touchpoint: one for each customer who took part, in the order of the parties. `customerOf` gives the
 * customer that a hub belongs to once recognition has read up to `recognisedUpTo`: by default the touchpoint itself.
 */
export function touchpointMessages(
  { id, position, recordedAt, data }: TouchpointRecorded,
  customerOf: (hub: string) => string,
  recognisedUpTo: Position = position,
): readonly { readonly key: string; readonly message: PublishedTouchpoint }[] {
  const parties = data.parties.map(({ hub, role }) => ({ hub, customer: customerOf(hub), role }));
  const { topics, outcome, amount, details } = data;
  const rest = {
    parties,
    source: data.source,
    externalId: data.externalId,
    occurredAt: data.occurredAt,
    recordedAt: new Date(recordedAt).toISOString(),
    kind: data.kind,
    channel: data.channel,
    direction: data.direction,
    department: data.department,
    ...(topics === undefined ? {} : { topics }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(amount === undefined ? {} : { amount }),
    ...(data.case === undefined ? {} : { case: data.case }),
    ...(details === undefined ? {} : { details }),
  };
  const customers = new Set(parties.map(({ customer }) => customer));
  return [...customers].map((customer) => ({
    key: customer,
    message: { touchpoint: id, position: String(position), customer, recognisedUpTo: String(recognisedUpTo), ...rest },
  }));
}
