import { IDENTITY_DECIDED, IDENTITY_DECIDED_VERSION, type IdentityDecided } from './identity-decided.js';
import { QUARANTINE_DISCARDED, QUARANTINE_DISCARDED_VERSION, type QuarantineDiscarded } from './quarantine-discarded.js';
import type { RecordedEvent } from './envelope.js';
import { TOUCHPOINT_RECORDED, TOUCHPOINT_RECORDED_VERSION, type TouchpointRecorded } from './touchpoint-recorded.js';

/** The published language: what a reader of the ledger can meet, always in its newest shape. */
export type LedgerEvent = TouchpointRecorded | IdentityDecided | QuarantineDiscarded;

/** Turns version n of an event's data into version n + 1. Pure. */
export type Upcaster = (data: never) => unknown;

/** For each type: the newest version, and the step up from each older one, `steps[0]` being from version 1 to 2. */
export interface EventSchema {
  readonly version: number;
  readonly steps: readonly Upcaster[];
}

export const SCHEMAS: Readonly<Record<string, EventSchema>> = {
  [TOUCHPOINT_RECORDED]: { version: TOUCHPOINT_RECORDED_VERSION, steps: [] },
  [IDENTITY_DECIDED]: { version: IDENTITY_DECIDED_VERSION, steps: [] },
  [QUARANTINE_DISCARDED]: { version: QUARANTINE_DISCARDED_VERSION, steps: [] },
};

/** An event that this version of the software does not know: a newer version wrote it. */
export class UnknownEventError extends Error {
  readonly code = 'unknown-event';
  constructor(readonly event: Pick<RecordedEvent, 'type' | 'schemaVersion' | 'position'>) {
    super(
      `Event ${event.type} version ${event.schemaVersion} at position ${event.position} was written by a newer version of Touchstone. Start that version instead.`,
    );
  }
}

/**
 * Reads an event's data in the newest shape of its type. The envelope stays as recorded, `schemaVersion` too: sealed
 * sections are bound to it.
 * @throws UnknownEventError for a type or version that is not in `schemas`.
 */
export function upcast(event: RecordedEvent, schemas: Readonly<Record<string, EventSchema>> = SCHEMAS): LedgerEvent {
  const schema = Object.hasOwn(schemas, event.type) ? schemas[event.type] : undefined;
  if (!schema || event.schemaVersion > schema.version) throw new UnknownEventError(event);
  if (event.schemaVersion === schema.version) return event as LedgerEvent;
  let data = event.data;
  for (const step of schema.steps.slice(event.schemaVersion - 1)) data = step(data as never);
  return { ...event, data } as LedgerEvent;
}
