import type { AppendToStreamOptions, NO_STREAM } from '@eventstore/db-client';
import { LARGEST_APPEND } from './event-format.js';

/**
 * The client tells the server a moment by which it must have answered, by the clock of this machine; the server takes the
 * sooner of that and its own limit, and refuses what is past by its own clock. A year, the most that the client takes:
 * so far off, clocks that differ do no harm.
 */
const SERVER_DEADLINE = 365 * 24 * 3_600_000;

/** An append at exactly this revision, of all its events in one message. */
export function appendOptions(expectedRevision: bigint | typeof NO_STREAM): AppendToStreamOptions {
  return { expectedRevision, deadline: SERVER_DEADLINE, requiresLeader: true, batchAppendSize: LARGEST_APPEND * 2 };
}
