import { lead } from '#postgres';
import { allOf, type Slice, viewSetsOf } from '#slice';
import { type KafkaSettings, kafkaTopics, type RelayStatus, runRelay, type StreamingLog } from '#streaming';
import type { PostgresEditions } from '#views/postgres';

export interface RelayServiceOptions {
  /** PostgreSQL's address: where the processes compete for the lead, and where `editions` are. */
  readonly url: string;
  readonly editions: PostgresEditions;
  readonly kafka: KafkaSettings;
  /** Their topics are published. */
  readonly slices: readonly Slice[];
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly signal: AbortSignal;
  readonly log: StreamingLog;
  readonly onStatus: (status: RelayStatus) => void;
  /** Why this process cannot compete for the lead (PostgreSQL cannot be reached, say); `undefined` when it can again. */
  readonly onLeadFailure: (error: unknown) => void;
  /** Its progress goes by this name: another name publishes everything that is still in the outbox. Default `relay`. */
  readonly name?: string;
}

/** Carries what the views announce to Kafka until `signal` aborts. Any number of processes may: one leads, the others stand by. */
export async function runRelayService(options: RelayServiceOptions): Promise<void> {
  const { url, editions, kafka, slices, source, signal, log, onStatus, onLeadFailure, name } = options;
  await runRelay({
    outbox: editions.outbox,
    sets: viewSetsOf(slices).map((set) => set.name),
    topics: allOf(slices, 'topics'),
    reads: editions,
    broker: kafkaTopics(kafka, log),
    source,
    leadership: (ends, onLead) =>
      lead({
        url,
        name: 'relay',
        applicationName: 'touchstone-leads-relay',
        signal: ends,
        onLead,
        onChange: (leadership) => {
          onLeadFailure(leadership.state === 'failed' ? leadership.error : undefined);
          if (leadership.state === 'failed') log.warn({ err: leadership.error }, 'the lead of the relay failed; trying again');
        },
      }),
    signal,
    log,
    onStatus,
    ...(name === undefined ? {} : { name }),
  });
}
