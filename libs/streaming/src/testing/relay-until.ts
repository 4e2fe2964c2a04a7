import { randomUUID } from 'node:crypto';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { kafkaTopics } from '../kafka/kafka-topics.js';
import { type RelayOptions, runRelay } from '../relay/relay.js';
import type { RelayStatus } from '../relay/relay-status.js';
import { QUIET } from './kafka-broker.js';
import { EMPTY_VIEWS, type MadeUpOutbox } from './made-up-outbox.js';

/** A message of the topic `changes`, of one of seven customers. */
export const changeMessage = (sequence: number): ReturnType<MadeUpOutbox['message']> => {
  const to = `customer-${sequence % 7}`;
  return { topic: 'changes', key: to, message: { type: 'linked', to, handles: [`h${sequence}`], position: String(sequence) } };
};

/** Runs a relay, the only one, until `until` holds for its status; gives every status it told. */
export async function relayUntil(
  kafka: KafkaSettings,
  options: Pick<RelayOptions, 'outbox' | 'topics'> & Partial<RelayOptions>,
  until: (status: RelayStatus) => boolean,
): Promise<readonly RelayStatus[]> {
  const stop = new AbortController();
  const seen: RelayStatus[] = [];
  const { log = QUIET } = options;
  await runRelay({
    sets: ['recognition'],
    broker: kafkaTopics(kafka, log),
    reads: EMPTY_VIEWS,
    source: 'urn:test',
    leadership: (signal, onLead) => onLead(signal),
    signal: stop.signal,
    log,
    name: `relay-${randomUUID()}`,
    ...options,
    onStatus(status) {
      seen.push(status);
      if (until(status)) stop.abort();
    },
  });
  return seen;
}

export const published = (count: number) => (status: RelayStatus) => status.published >= count;
export const waits = (status: RelayStatus): boolean => status.state === 'waiting';
