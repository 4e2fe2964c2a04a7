import {
  asHandle,
  asSealed,
  asPosition,
  TOUCHPOINT_RECORDED,
  touchpointRecorded,
  type CaseStatus,
  type Money,
  type RecordedParty,
  type TouchpointRecorded,
} from '#events';

export interface GivenParty {
  readonly hub: string;
  readonly role?: string;
  readonly profile?: string;
}

export interface GivenTouchpoint {
  readonly position: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly recordedAt?: number;
  readonly kind?: string;
  readonly channel?: string;
  readonly department?: string;
  readonly handledBy?: string;
  readonly amount?: Money;
  readonly case?: { readonly handle: string; readonly status: CaseStatus };
  readonly parties: readonly [GivenParty, ...GivenParty[]];
}

/** A recorded touchpoint with what matters to the views; its sections are not sealed for real. */
export function givenTouchpoint(given: GivenTouchpoint): TouchpointRecorded {
  const [first, ...others] = given.parties;
  return {
    id: `event-${given.position}`,
    type: TOUCHPOINT_RECORDED,
    schemaVersion: touchpointRecorded.version,
    stream: `touchpoint-${given.position}`,
    revision: 0,
    position: asPosition(given.position),
    recordedAt: given.recordedAt ?? given.at,
    metadata: {},
    data: {
      source: 'test',
      externalId: String(given.position),
      occurredAt: new Date(given.at).toISOString(),
      kind: given.kind ?? 'call',
      channel: given.channel ?? 'phone',
      direction: 'inbound',
      department: given.department ?? 'sales',
      ...(given.handledBy === undefined ? {} : { handledBy: given.handledBy }),
      ...(given.amount ? { amount: given.amount } : {}),
      ...(given.case ? { case: { handle: asHandle(given.case.handle), status: given.case.status } } : {}),
      parties: [party(first), ...others.map(party)],
      fingerprint: String(given.position),
    },
  };
}

function party({ hub, role = 'caller', profile }: GivenParty): RecordedParty {
  return {
    role,
    hub: asHandle(hub),
    identifiers: [{ handle: asHandle(hub), type: 'phone' }],
    ...(profile === undefined ? {} : { profile: asHandle(profile) }),
    sealed: asSealed(''),
  };
}
