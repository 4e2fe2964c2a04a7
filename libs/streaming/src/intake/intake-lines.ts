import { isUtf8 } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { BatchLine } from '#commands';

const LONGEST = 1_048_576;
const KEPT_OF_A_LONG_ONE = 4096;
const CHUNK_MESSAGES = 250;
const CHUNK_BYTES = 1_048_576;

/** A message's value as a line of a batch; one that cannot be read as text comes with the reason. */
export function lineOf({ value }: KafkaMessage): BatchLine {
  if (value === null)
    return { text: '', problem: { code: 'malformed', detail: 'The message has no value. Send a touchpoint as JSON.' } };
  if (value.length > LONGEST)
    return {
      text: value.toString('utf8', 0, KEPT_OF_A_LONG_ONE),
      problem: { code: 'malformed', detail: `The message is longer than ${LONGEST} bytes; only its beginning was kept.` },
    };
  const text = value.toString('utf8');
  if (isUtf8(value)) return { text };
  return {
    text,
    problem: { code: 'malformed', detail: 'The message holds bytes that are not UTF-8; they were replaced. Send it as UTF-8.' },
  };
}

/** Cuts messages into chunks that are recorded in one go. */
export function inChunks(messages: readonly KafkaMessage[]): KafkaMessage[][] {
  const chunks: KafkaMessage[][] = [];
  let current: KafkaMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    current.push(message);
    bytes += message.value?.length ?? 0;
    if (current.length < CHUNK_MESSAGES && bytes < CHUNK_BYTES) continue;
    chunks.push(current);
    [current, bytes] = [[], 0];
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}
