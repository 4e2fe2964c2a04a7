import { type RecordedEvent, sealedSections, UnknownEventError } from '#events';

/** None of an event that a newer version wrote: where its sections are is not known here. */
export function sectionsOf(event: RecordedEvent): ReturnType<typeof sealedSections> {
  try {
    return sealedSections(event);
  } catch (error) {
    if (error instanceof UnknownEventError) return [];
    throw error;
  }
}
