import type { Position } from '#events';
import type { EventSource } from '#views';

/** The same events, and the end after the one at `last`, which must be the position of an event. */
export function eventsUpTo(events: EventSource, last: Position): EventSource {
  return {
    async *subscribe(after, options) {
      if (after >= last) return;
      for await (const batch of events.subscribe(after, options)) {
        const due = batch.events.filter(({ position }) => position <= last);
        const ended = due.length < batch.events.length || due.at(-1)?.position === last;
        if (due.length > 0) yield { events: due, caughtUp: batch.caughtUp || ended };
        if (ended) return;
      }
    },
  };
}
