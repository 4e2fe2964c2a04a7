import type { PartySecrets, TouchpointRecorded } from '#events';
import type { Opened } from '#vault';
import { canonicalContent, isAbsent } from './canonical-json.js';
import type { TouchpointBody } from './touchpoint-input.js';

/**
 * The fields in which a touchpoint differs from what was recorded first under the same source and external id, by
 * name only, never with their values. Parts that were erased cannot be compared and are left out.
 */
export function differences(
  recorded: TouchpointRecorded,
  opened: readonly Opened<PartySecrets>[],
  sent: TouchpointBody,
): string[] {
  const first = opened[0];
  const { data } = recorded;
  const secrets = first?.erased === false ? first.content : undefined;
  const before: Record<string, unknown> = {
    // Sources and external ids with slashes may come to one name: crm, uk/1 and crm/uk, 1.
    source: data.source,
    externalId: data.externalId,
    occurredAt: data.occurredAt,
    kind: data.kind,
    channel: data.channel,
    direction: data.direction,
    department: data.department,
    handledBy: data.handledBy,
    topics: data.topics,
    outcome: data.outcome,
    amount: data.amount,
  };
  const after: Record<string, unknown> = Object.fromEntries(
    Object.keys(before).map((field) => [field, sent[field as keyof TouchpointBody]]),
  );
  if (secrets) {
    Object.assign(before, {
      subject: secrets.subject,
      content: secrets.content,
      details: { ...data.details, ...secrets.details },
    });
    before['case'] = data.case && { ref: secrets.caseRef, status: data.case.status };
    Object.assign(after, { subject: sent.subject, content: sent.content, details: sent.details });
    after['case'] = sent.case && { ref: sent.case.ref, status: sent.case.status ?? 'updated' };
  }
  const changed = Object.keys(before).filter((field) => !same(before[field], after[field]));
  if (data.parties.length !== sent.parties.length) return [...changed, 'parties'];
  data.parties.forEach((party, index) => {
    const body = sent.parties[index];
    const section = opened[index];
    if (!same(party.role, body?.role)) changed.push(`parties[${index}].role`);
    if (!section || section.erased) return;
    for (const field of ['name', 'birthDate', 'address', 'identifiers'] as const) {
      if (!same(section.content[field], body?.[field])) changed.push(`parties[${index}].${field}`);
    }
  });
  return changed;
}

function same(a: unknown, b: unknown): boolean {
  if (isAbsent(a) || isAbsent(b)) return isAbsent(a) === isAbsent(b);
  return canonicalContent(a) === canonicalContent(b);
}
