import { asPosition, type TouchpointRecorded } from '#events';
import { touchpointMessages } from '#recording';
import type { Announcement, Outbox, ViewSet } from '#views';
import type { PostgresEditions } from '#views/postgres';
import { sampleEvents } from './sample-events.js';

const MESSAGES_A_COMMIT = 2000;
/** Announces and keeps no rows. */
const ANNOUNCING: ViewSet = {
  name: 'recognition',
  version: '1',
  tables: [],
  projector: () => ({ apply: () => Promise.resolve() }),
};

/** What recognition announces of `count` touchpoints of one party each: some 600 bytes as JSON. */
export function madeUpAnnouncements(count: number): Announcement[] {
  return sampleEvents(count).flatMap((event, index) => {
    const recorded = { ...event, stream: event.id, revision: 0, position: asPosition(index + 1), recordedAt: Date.now() };
    return touchpointMessages(recorded as unknown as TouchpointRecorded, (hub) => hub).map(({ key, message }) => ({
      topic: 'touchpoints',
      key,
      message,
    }));
  });
}

/** Announces through the adapter, as a projector does: with commits of a serving edition. */
export async function fillOutbox(editions: PostgresEditions, announcements: readonly Announcement[]): Promise<void> {
  const edition = (await editions.serving(ANNOUNCING.name)) ?? (await editions.create(ANNOUNCING));
  if ((await editions.serving(ANNOUNCING.name)) === undefined) await editions.promote(ANNOUNCING, edition);
  const writer = editions.writer(ANNOUNCING, edition);
  try {
    let position = await writer.position();
    for (let from = 0; from < announcements.length; from += MESSAGES_A_COMMIT) {
      const batch = announcements.slice(from, from + MESSAGES_A_COMMIT);
      position = asPosition(position + BigInt(batch.length));
      await writer.commit(position, (unit) => {
        for (const { topic, key, message } of batch) unit.announce(topic, key, message);
        return Promise.resolve();
      });
    }
  } finally {
    await writer.close();
  }
}

/** An outbox that costs next to nothing, so that the rest of the relay is what is measured. */
export function outboxInMemory(announcements: readonly Announcement[]): Outbox {
  const messages = announcements.map((announcement, index) => ({
    ...announcement,
    sequence: BigInt(index + 1),
    id: `message-${index + 1}`,
  }));
  return {
    read: (_set, after, limit) => Promise.resolve(messages.slice(Number(after), Number(after) + limit)),
    head: () => Promise.resolve(BigInt(messages.length)),
    trim: () => Promise.resolve(),
    async *changes(signal) {
      yield;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  };
}
