import { identityLookup, type Rules } from '#recognition';
import { openEventStoreDb } from '#event-store/eventstoredb';
import type { Position } from '#events';
import { kafkaTopics, type ReplayProgress, replayTopic, type StreamingLog, replayedTouchpoints } from '#streaming';
import { PostgresEditions } from '#views/postgres';
import type { ServerSettings } from '../settings.js';

export interface ReplayRequest {
  readonly settings: ServerSettings;
  readonly rules: Rules;
  /** Names the replay and its topic; the same one again goes on with the same replay. */
  readonly id: string;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly signal: AbortSignal;
  readonly log: StreamingLog;
  readonly onProgress: (progress: ReplayProgress) => void;
}

/**
 * Publishes the touchpoints of the ledger once more to a topic of their own, with their customers as recognised now: see
 * `replayTopic`.
 * @throws InvalidReplayIdError TopicsError StoreUnavailableError ViewsUnavailableError
 */
export async function replayTouchpoints({
  settings,
  rules,
  from,
  source,
  ...request
}: ReplayRequest & {
  /** Events after this position are published again. */
  readonly from: Position;
}): Promise<ReplayProgress> {
  const { eventStoreDb, postgres, kafka, allowInsecure } = settings;
  if (!kafka) throw new RangeError('Replaying needs the addresses of Kafka.');
  const editions = await PostgresEditions.open({ url: postgres, applicationName: 'touchstone-replay', announces: false, max: 2 });
  const store = openEventStoreDb({ url: eventStoreDb, allowInsecure, log: request.log });
  const reader = editions.reader('recognition');
  const identity = identityLookup(reader, rules);
  try {
    return await replayTopic({
      ...request,
      topics: kafkaTopics(kafka, request.log),
      replayed: replayedTouchpoints({
        ledger: store,
        from,
        recognised: async (hubs) => {
          const upTo = await reader.position();
          return { upTo, customers: await identity.customersOf(hubs) };
        },
        source,
      }),
    });
  } finally {
    await Promise.allSettled([store.close(), editions.close()]);
  }
}
