import type { SealedSection } from './declare-event.js';
import type { RecordedEvent } from './envelope.js';
import { DECLARED_EVENTS, upcast } from './upcasters.js';

/** A sealed section with all that it is bound to: what the vault opens. */
export interface PlacedSection extends SealedSection {
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
}

/**
 * All sealed sections of an event.
 * @throws UnknownEventError where a newer version wrote it
 */
export function sealedSections(event: RecordedEvent): readonly PlacedSection[] {
  const { stream, id: eventId, type, schemaVersion, data } = upcast(event);
  const place = { stream, eventId, type, schemaVersion };
  return DECLARED_EVENTS[type]?.sealed(data as never).map((section) => ({ ...place, ...section })) ?? [];
}
