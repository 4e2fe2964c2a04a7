import {
  type EventMetadata,
  type Handle,
  type NewTouchpointRecorded,
  TOUCHPOINT_RECORDED,
  TOUCHPOINT_RECORDED_VERSION,
  type RecordedParty,
  type TouchpointData,
  type TouchpointRecorded,
} from '#events';
import { isAbsent } from './canonical-json.js';
import type { KindRegistry } from './kinds/kind-registry.js';
import type { TouchpointBody } from './touchpoint-input.js';

/** What to do about a touchpoint, given what its stream holds. */
export type TouchpointDecision = 'record' | 'duplicate' | 'conflict';

/** The same source and external id is one touchpoint: the same content again is a duplicate, other content a conflict. */
export function decideTouchpoint(recorded: TouchpointRecorded | undefined, fingerprint: string): TouchpointDecision {
  if (!recorded) return 'record';
  return recorded.data.fingerprint === fingerprint ? 'duplicate' : 'conflict';
}

/** The event of a touchpoint whose parties are sealed. */
export function touchpointRecorded(
  touchpoint: TouchpointBody,
  id: string,
  parties: readonly [RecordedParty, ...RecordedParty[]],
  caseHandle: Handle | undefined,
  fingerprint: string,
  kinds: KindRegistry,
  metadata: EventMetadata,
): NewTouchpointRecorded {
  const { source, externalId, occurredAt, kind, channel, direction, department, handledBy, topics, outcome, amount, details } =
    touchpoint;
  const clear = details ? kinds.split(kind, details).clear : undefined;
  const data: TouchpointData = {
    source,
    externalId,
    occurredAt,
    kind,
    channel,
    direction,
    department,
    ...(handledBy === undefined ? {} : { handledBy }),
    ...(isAbsent(topics) ? {} : { topics }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(amount === undefined ? {} : { amount: { value: amount.value, currency: amount.currency } }),
    ...(caseHandle === undefined ? {} : { case: { handle: caseHandle, status: touchpoint.case?.status ?? 'updated' } }),
    ...(clear === undefined ? {} : { details: clear }),
    parties,
    fingerprint,
  };
  return {
    id,
    type: TOUCHPOINT_RECORDED,
    schemaVersion: TOUCHPOINT_RECORDED_VERSION,
    data,
    metadata,
  };
}
