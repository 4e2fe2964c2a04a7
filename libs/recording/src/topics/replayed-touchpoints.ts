import type { EventStore } from '#event-store';
import {
  type Position,
  type RecordedEvent,
  TOUCHPOINT_RECORDED,
  type TouchpointRecorded,
  UnknownEventError,
  upcast,
} from '#events';
import type { ReplaySource } from '#slice';
import { touchpointMessages } from './touchpoint-messages.js';

/**
 * Whose hubs are whose right now, and how far recognition had read before that was looked up. Every hub of an event up to
 * there is known.
 */
export type RecognisedHubs = (
  hubs: readonly string[],
) => Promise<{ readonly upTo: Position; readonly customers: ReadonlyMap<string, string> }>;

export interface ReplayedTouchpoints {
  readonly ledger: Pick<EventStore, 'readAll'>;
  /** Events after this position are published again. */
  readonly from: Position;
  readonly recognised: RecognisedHubs;
}

const PAGE = 500;

/**
 * The touchpoints of the ledger up to what recognition has read, with their customers as recognised now; their messages
 * have the ids of the first time. Progress counts positions.
 */
export function replayedTouchpoints({ ledger, from, recognised }: ReplayedTouchpoints): ReplaySource {
  return {
    start: { sequence: from },
    end: async () => (await recognised([])).upTo,
    async *pages({ sequence }, end) {
      for (let after = sequence as Position; after < end;) {
        const events = (await ledger.readAll(after, { limit: PAGE })).filter(({ position }) => position <= end);
        const last = events.at(-1)?.position;
        if (last === undefined) return;
        const touchpoints = events.flatMap(touchpointIn);
        const { upTo, customers } = await recognised([
          ...new Set(touchpoints.flatMap(({ data }) => data.parties.map(({ hub }) => hub))),
        ]);
        const messages = touchpoints.flatMap((event) =>
          touchpointMessages(event, (hub) => customers.get(hub) ?? hub, upTo).map(({ key, message }) => ({
            id: event.id,
            sequence: event.position,
            key,
            message,
            value: message,
          })),
        );
        yield { messages, last: { sequence: last } };
        after = last;
      }
    },
  };
}

/** Events of a newer version are left out, as the views set them aside too. */
function touchpointIn(recorded: RecordedEvent): TouchpointRecorded[] {
  try {
    const event = upcast(recorded);
    return event.type === TOUCHPOINT_RECORDED ? [event] : [];
  } catch (error) {
    if (error instanceof UnknownEventError) return [];
    throw error;
  }
}
