import {
  type EventStoreDBClient,
  START as LOG_START,
  type Position as LogPosition,
  streamNameFilter,
} from '@eventstore/db-client';
import { readEvents } from './read-events.js';
import { NoAnswerError } from './server-failures.js';

/** All streams but the server's own; the server filters. */
const OWN_STREAMS = streamNameFilter({ regex: '^[^$]' });

export interface NewsOptions {
  /** Milliseconds without an event after which the waiting ends. */
  readonly silence: number;
  readonly signal: AbortSignal;
}

/**
 * Waits, by a subscription to the whole log, for the first event after `cursor` in any stream but the server's own. `ended`
 * where the server ended the subscription or the client was ended, `silence` where nothing was received for that time. There
 * may be new events all the same, because a subscription can be lost without an error.
 */
export async function waitForNews(
  client: EventStoreDBClient,
  cursor: LogPosition | undefined,
  { silence, signal }: NewsOptions,
): Promise<'news' | 'ended' | 'silence'> {
  let news = false;
  const subscription = client.subscribeToAll({
    fromPosition: cursor ?? LOG_START,
    filter: OWN_STREAMS,
    requiresLeader: true,
  });
  try {
    await readEvents(subscription, { silence, signal }, ({ position }) => {
      news = !cursor || !position || position.commit > cursor.commit || position.prepare > cursor.prepare;
      return !news;
    });
  } catch (error) {
    if (error instanceof NoAnswerError) return 'silence';
    throw error;
  }
  return news ? 'news' : 'ended';
}
