import type { Handle, RecordedParty } from '#events';
import type { CustomerSources } from '../customer-sources.js';
import { rfc3339 } from '#slice';
import type { OpenedTouchpoint } from './open-touchpoints.js';
import type { TimelineItem } from './timeline-page.js';

/**
 * Touchpoints as the customer with the hubs `isOwn` lived them: one item each, also where the customer is several of
 * its parties; then the item has the role of the first and lists the others. A constant number of round trips.
 */
export async function timelineItems(
  { vault, identity }: Pick<CustomerSources, 'vault' | 'identity'>,
  touchpoints: readonly OpenedTouchpoint[],
  isOwn: (hub: Handle) => boolean,
): Promise<TimelineItem[]> {
  const others = touchpoints.flatMap(({ event }) =>
    event.data.parties.length === 1 ? [] : event.data.parties.filter(({ hub }) => !isOwn(hub)),
  );
  const profiles = [...new Set(others.flatMap((party) => party.profile ?? []))];
  const [revealed, customers] = await Promise.all([
    profiles.length === 0 ? undefined : vault.reveal(profiles),
    others.length === 0 ? new Map<string, string>() : identity.customersOf([...new Set(others.map(({ hub }) => hub))]),
  ]);
  const names = new Map<string, string | undefined>(revealed?.profiles.map(({ handle, name }) => [handle, name]));
  const other = ({ role, hub, profile }: RecordedParty): TimelineItem['otherParties'][number] => {
    const customer = customers.get(hub);
    const name = profile === undefined ? undefined : names.get(profile);
    return { role, ...(customer === undefined ? {} : { customer }), ...(name === undefined ? {} : { name }) };
  };
  return touchpoints.map((touchpoint) => timelineItem(touchpoint, isOwn, other));
}

function timelineItem(
  { event, principal, unreadable, erased }: OpenedTouchpoint,
  isOwn: (hub: Handle) => boolean,
  other: (party: RecordedParty) => TimelineItem['otherParties'][number],
): TimelineItem {
  const { data } = event;
  const roles = [...new Set(data.parties.filter(({ hub }) => isOwn(hub)).map(({ role }) => role))];
  const [role = '', ...otherRoles] = roles;
  const details = data.details || principal?.details ? { ...data.details, ...principal?.details } : undefined;
  return {
    id: event.id,
    position: event.position.toString(),
    occurredAt: data.occurredAt,
    recordedAt: rfc3339(event.recordedAt),
    source: data.source,
    externalId: data.externalId,
    kind: data.kind,
    channel: data.channel,
    direction: data.direction,
    department: data.department,
    ...(data.handledBy === undefined ? {} : { handledBy: data.handledBy }),
    role,
    ...(otherRoles.length === 0 ? {} : { otherRoles }),
    otherParties: data.parties.length === 1 ? [] : data.parties.filter(({ hub }) => !isOwn(hub)).map(other),
    ...(principal?.subject === undefined ? {} : { subject: principal.subject }),
    ...(principal?.content === undefined ? {} : { content: principal.content }),
    topics: data.topics ?? [],
    ...(data.outcome === undefined ? {} : { outcome: data.outcome }),
    ...(data.amount === undefined ? {} : { amount: data.amount }),
    ...(data.case === undefined
      ? {}
      : { case: { ...(principal?.caseRef === undefined ? {} : { ref: principal.caseRef }), status: data.case.status } }),
    ...(details === undefined ? {} : { details }),
    ...(unreadable === undefined ? {} : { unreadable }),
    ...(erased === undefined ? {} : { erased: { requestId: erased.requestId, erasedAt: erased.erasedAt } }),
  };
}
