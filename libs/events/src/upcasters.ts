import type { EventDeclaration, EventOf } from './declare-event.js';
import * as declared from './declared-events.js';
import type { RecordedEvent } from './envelope.js';

type Exported = typeof declared;

/** The published language: what a reader of the ledger can meet, always in its newest shape. */
export type LedgerEvent = { [Name in keyof Exported]: EventOf<Exported[Name]> }[keyof Exported];

/** Every declaration, by the type of its events. */
export const DECLARED_EVENTS: Readonly<Record<string, EventDeclaration<string, never>>> = Object.fromEntries(
  Object.values(declared)
    .filter((exported) => typeof exported === 'object')
    .map((declaration) => [declaration.type, declaration]),
);

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
 * @throws UnknownEventError for a type or version that is not declared.
 */
export function upcast(
  event: RecordedEvent,
  declarations: Readonly<Record<string, Pick<EventDeclaration, 'version' | 'upcasters' | 'tidied'>>> = DECLARED_EVENTS,
): LedgerEvent {
  const declaration = Object.hasOwn(declarations, event.type) ? declarations[event.type] : undefined;
  if (!declaration || event.schemaVersion > declaration.version) throw new UnknownEventError(event);
  let data = event.data;
  for (const step of declaration.upcasters.slice(event.schemaVersion - 1)) data = step(data as never);
  data = declaration.tidied?.(data as never) ?? data;
  return (data === event.data ? event : { ...event, data }) as LedgerEvent;
}
