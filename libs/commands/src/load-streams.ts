import type { EventStore } from '#event-store';
import type { RecordedEvent } from '#events';

/** Streams read by themselves at a time. */
const AT_ONCE = 16;

/**
 * The events of each of these streams, oldest first; none where there is no such stream. Most streams have no event or one,
 * which is one question for all of them together; longer ones are read to their end.
 */
export async function loadStreams(
  store: Pick<EventStore, 'readLast' | 'readStream'>,
  streams: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
  const last = await store.readLast(streams);
  const loaded = new Map<string, readonly RecordedEvent[]>();
  const longer: string[] = [];
  for (const [stream, event] of last) {
    if (event.revision === 0) loaded.set(stream, [event]);
    else longer.push(stream);
  }
  for (let start = 0; start < longer.length; start += AT_ONCE) {
    await Promise.all(
      longer.slice(start, start + AT_ONCE).map(async (stream) => loaded.set(stream, await wholeStream(store, stream))),
    );
  }
  return loaded;
}

async function wholeStream(store: Pick<EventStore, 'readStream'>, stream: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readStream(stream, { from: (events.at(-1)?.revision ?? -1) + 1 });
    if (page.length === 0) return events;
    events.push(...page);
  }
}
