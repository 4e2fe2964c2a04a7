import type { AppendToStreamOptions, NO_STREAM } from '@eventstore/db-client';
import { LARGEST_APPEND } from './event-format.js';

/**
 * The deadline of an append. The client sends it as a moment of this machine's clock; the server applies the earlier of that
 * and its own limit, and refuses appends whose deadline is past by its own clock. One year, the longest the client accepts,
 * so that clocks that differ make no difference.
 */
const SERVER_DEADLINE = 365 * 24 * 3_600_000;

/** An append at exactly this revision, of all its events in one message. */
export function appendOptions(expectedRevision: bigint | typeof NO_STREAM): AppendToStreamOptions {
  return { expectedRevision, deadline: SERVER_DEADLINE, requiresLeader: true, batchAppendSize: LARGEST_APPEND * 2 };
}
