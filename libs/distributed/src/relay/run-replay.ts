import { openEventStoreDb } from '#event-store/eventstoredb';
import type { Position } from '#events';
import type { LedgerReplay, ReplaySource, Topic, ViewsReplay } from '#slice';
import { kafkaTopics, type ReplayProgress, replayTopic, type StreamingLog } from '#streaming';
import { PostgresEditions } from '#views/postgres';
import type { Needed, ServerSettings } from '../settings.js';

/** A topic that can be published again. */
export type ReplayableTopic = Topic & { readonly replay: ViewsReplay | LedgerReplay };

export interface ReplayRequest {
  readonly settings: ServerSettings;
  readonly topic: ReplayableTopic;
  /** Events after this position are published again; of no meaning to a replay that does not read the ledger. */
  readonly from: Position;
  /** Names the replay and its topic; the same one again goes on with the same replay. */
  readonly id: string;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly signal: AbortSignal;
  readonly log: StreamingLog;
  readonly onProgress: (progress: ReplayProgress) => void;
}

/** The servers that a replay of the topic asks. */
export function serversOfReplay({ replay }: ReplayableTopic): readonly Needed[] {
  return [...(replay.readsLedger ? (['EVENTSTOREDB_URL'] as const) : []), 'POSTGRES_URL', 'KAFKA_BROKERS'];
}

/**
 * Publishes once more what a topic tells, to a topic of its own: see `replayTopic`. Asks `serversOfReplay` alone.
 * @throws InvalidReplayIdError TopicsError StoreUnavailableError ViewsUnavailableError
 */
export async function runReplay({ settings, topic, from, ...request }: ReplayRequest): Promise<ReplayProgress> {
  const { postgres, kafka } = settings;
  if (!kafka) throw new RangeError('Replaying needs the addresses of Kafka.');
  const editions = await PostgresEditions.open({ url: postgres, applicationName: 'touchstone-replay', announces: false, max: 2 });
  const publish = (replayed: ReplaySource): Promise<ReplayProgress> =>
    replayTopic({ ...request, contract: topic.contract, replayed, broker: kafkaTopics(kafka, request.log) });
  try {
    const { replay } = topic;
    if (!replay.readsLedger) return await publish(replay.source(editions));
    const { eventStoreDb: url, allowInsecure } = settings;
    const store = openEventStoreDb({ url, allowInsecure, log: request.log });
    try {
      return await publish(replay.source({ reader: (set) => editions.reader(set), ledger: store }, from));
    } finally {
      await store.close();
    }
  } finally {
    await editions.close();
  }
}
