import { type Handle, type RecordedEvent, sealedSections, type PlacedSection, UnknownEventError } from '#events';

/** The sealed sections of these events; none of one that a newer version wrote, since where they are is not known here. */
export function sectionsOf(events: readonly RecordedEvent[]): readonly PlacedSection[] {
  return events.flatMap((event) => {
    try {
      return sealedSections(event);
    } catch (error) {
      if (error instanceof UnknownEventError) return [];
      throw error;
    }
  });
}

/** Everybody under whose key something in these events is sealed. */
export function sealingHubs(events: readonly RecordedEvent[]): ReadonlySet<Handle> {
  return new Set(sectionsOf(events).map(({ hub }) => hub));
}
