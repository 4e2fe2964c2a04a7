import {
  type Position,
  TOUCHPOINT_RECORDED,
  type TouchpointRecorded,
  UnknownEventError,
  upcast,
  type RecordedEvent,
} from '#events';
import type { EventStore } from '#event-store';
import { cloudEvent } from '../contracts/cloud-event.js';
import { touchpointMessages, TOUCHPOINTS } from '../contracts/touchpoints-topic.js';
import type { ReplaySource } from './replay-topic.js';

export interface ReplayedTouchpoints {
  readonly ledger: Pick<EventStore, 'readAll'>;
  /** Events after this position are published again. */
  readonly from: Position;
  /**
   * The present customers of hubs, and how far recognition had read before that look-up. Every hub of an event up to there is
   * known.
   */
  readonly recognised: (
    hubs: readonly string[],
  ) => Promise<{ readonly upTo: Position; readonly customers: ReadonlyMap<string, string> }>;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  readonly contract?: ReplaySource['contract'];
}

const PAGE = 500;

/**
 * The touchpoints of the ledger up to what recognition has read, with their customers as recognised now; with the `ce_id`s of
 * their first publication. Progress counts positions.
 */
export function replayedTouchpoints({
  ledger,
  from,
  recognised,
  source,
  contract = TOUCHPOINTS,
}: ReplayedTouchpoints): ReplaySource {
  return {
    contract,
    start: { sequence: from },
    end: async () => (await recognised([])).upTo,
    async *pages({ sequence }, end, topic) {
      for (let after = sequence as Position; after < end;) {
        const events = (await ledger.readAll(after, { limit: PAGE })).filter(({ position }) => position <= end);
        const last = events.at(-1)?.position;
        if (last === undefined) return;
        const touchpoints = events.flatMap(touchpointIn);
        const { upTo, customers } = await recognised([
          ...new Set(touchpoints.flatMap(({ data }) => data.parties.map(({ hub }) => hub))),
        ]);
        const messages = touchpoints.flatMap((event) =>
          touchpointMessages(event, (hub) => customers.get(hub) ?? hub, upTo).map(({ key, message }) =>
            cloudEvent(contract, { id: event.id, sequence: event.position, key, message }, message, source, topic),
          ),
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
