import type { Handle, RecordedParty, TouchpointRecorded } from '#events';
import type { Contact } from './figures.js';
import type { TimelineRow } from './tables.js';

/** What one hub had of a touchpoint, as one or as several of its parties. */
export interface Share {
  readonly hub: Handle;
  readonly contact: Contact;
  /** Every profile its parties stated. */
  readonly profiles: readonly Handle[];
}

/** The shares of a touchpoint, one for each hub that took part, and its rows on the timelines, one for each party. */
export function sharesOf(event: TouchpointRecorded): {
  readonly shares: readonly Share[];
  readonly rows: readonly TimelineRow[];
} {
  const { parties } = event.data;
  const occurredAt = Date.parse(event.data.occurredAt);
  const position = Number(event.position);
  const rows = parties.map((party, index) => timelineRow(event, occurredAt, position, party, index));
  const hubs = parties.length === 1 ? [parties[0].hub] : [...new Set(parties.map((party) => party.hub))];
  const shares = hubs.map((hub): Share => {
    const own = parties.length === 1 ? parties : parties.filter((party) => party.hub === hub);
    const { kind, channel, department, handledBy, amount } = event.data;
    return {
      hub,
      contact: {
        occurredAt,
        position,
        kind,
        channel,
        department,
        handledBy,
        roles: own.map((party) => party.role),
        amount: parties[0].hub === hub ? amount : undefined,
        shared: hubs.length > 1,
      },
      profiles: own.flatMap((party) => party.profile ?? []),
    };
  });
  return { shares, rows };
}

function timelineRow(
  event: TouchpointRecorded,
  occurredAt: number,
  position: number,
  party: RecordedParty,
  index: number,
): TimelineRow {
  const { data } = event;
  return {
    hub: party.hub,
    occurred_at: occurredAt,
    position,
    party: index,
    recorded_at: event.recordedAt,
    kind: data.kind,
    channel: data.channel,
    direction: data.direction,
    department: data.department,
    role: party.role,
    handled_by: data.handledBy ?? null,
    amount: data.amount?.value ?? null,
    currency: data.amount?.currency ?? null,
    case_handle: data.case?.handle ?? null,
    case_status: data.case?.status ?? null,
    profile: party.profile ?? null,
  };
}
