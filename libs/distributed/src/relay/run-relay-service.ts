import { customerStates } from '#customers';
import { lead } from '#postgres';
import { identityLookup, type Rules } from '#recognition';
import { type KafkaSettings, kafkaTopics, type RelayStatus, runRelay, type StreamingLog } from '#streaming';
import type { PostgresEditions } from '#views/postgres';
import { publishedViewSets } from '../view-sets.js';
import { customersOutbox } from './customers-outbox.js';

export interface RelayServiceOptions {
  /** PostgreSQL's address: where the processes compete for the lead, and where `editions` are. */
  readonly url: string;
  readonly editions: PostgresEditions;
  readonly kafka: KafkaSettings;
  readonly rules: Rules;
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
  const { url, editions, kafka, rules, source, signal, log, onStatus, onLeadFailure, name } = options;
  const sets = publishedViewSets(rules).map((set) => set.name);
  const [customers, recognition] = [editions.reader('customers'), editions.reader('recognition')];
  const identity = identityLookup(recognition, rules);
  await runRelay({
    outbox: customersOutbox(editions.outbox, identity, new Map(Object.entries({ customers, recognition }))),
    sets,
    topics: kafkaTopics(kafka, log),
    currentState: (_announcedAs, ids) => customerStates({ customers, identity }, ids),
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
