import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type Position as LogPosition,
  START as LOG_START,
} from '@eventstore/db-client';
import { asPosition, type Position, type RecordedEvent, START } from '#events';
import type { CurrentClient } from './current-client.js';
import { decodeEvent, isStreamName, logPosition, roughSize, type ServerEvent } from './event-format.js';
import { inParallel } from './in-parallel.js';
import { persist } from './persist.js';
import { type ClientRead, readEvents } from './read-events.js';
import { failureOf } from './server-failures.js';

/** A page ends after about this much event data, however many events were asked for. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Streams or positions requested concurrently. */
const AT_ONCE = 16;
/** Events per backward read that looks for the newest event of this ledger. */
const HEAD_PAGE = 64;

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here was read, the server's own events included; undefined before the first event. */
  readonly cursor: LogPosition | undefined;
  /** True where the log held no more when it was read. */
  readonly atEnd: boolean;
}

export interface LedgerReaderOptions {
  readonly clients: CurrentClient;
  /** Milliseconds that a read is repeated for. */
  readonly patience: number;
  /** Milliseconds without an answer after which an attempt has failed. */
  readonly silence: number;
  readonly closed: AbortSignal;
}

/** `head` is the newest event of this ledger at or before `cursor`. */
interface KnownHead {
  readonly cursor: LogPosition | undefined;
  readonly head: Position;
}

const NOTHING_KNOWN: KnownHead = { cursor: undefined, head: START };

/** Every read of the ledger. A read that fails midway is resumed where it stopped; no event is given twice. */
export class LedgerReader {
  readonly #options: LedgerReaderOptions;
  #known: KnownHead = NOTHING_KNOWN;

  constructor(options: LedgerReaderOptions) {
    this.#options = options;
  }

  /** Events of this ledger after `cursor`, at most `limit`, in order. */
  async page(cursor: LogPosition | undefined, limit: number, signal?: AbortSignal): Promise<Page> {
    const events: RecordedEvent[] = [];
    let last = cursor;
    if (limit <= 0) return { events, cursor, atEnd: false };
    let bytes = 0;
    for (;;) {
      // One more for the event at the cursor, which is read again, and one to see whether there are more.
      const maxCount = limit - events.length + 2;
      let full = false;
      let fresh = 0;
      await this.#read(
        (client) => {
          fresh = 0;
          return client.readAll({
            direction: FORWARDS,
            fromPosition: last ?? LOG_START,
            maxCount,
            requiresLeader: true,
          });
        },
        (event) => {
          const place = placeOf(event);
          if (last && !isAfter(place, last)) return true;
          fresh += 1;
          const own = decodeEvent(event);
          if (own && (events.length >= limit || bytes >= PAGE_BYTES)) {
            full = true;
            return false;
          }
          last = place;
          if (own) {
            events.push(own);
            bytes += roughSize(own.data);
          }
          return true;
        },
        signal,
      );
      if (full) return { events, cursor: last, atEnd: false };
      if (fresh < maxCount - 1) return { events, cursor: last, atEnd: true };
    }
  }

  /** A stream's events from revision `from`, at most `limit`; `atEnd` where the stream held no more when it was read. */
  async stream(
    name: string,
    from: number,
    limit: number,
  ): Promise<{ readonly events: readonly RecordedEvent[]; readonly atEnd: boolean }> {
    const events: RecordedEvent[] = [];
    if (!isStreamName(name) || limit <= 0) return { events, atEnd: false };
    let next = BigInt(from);
    let bytes = 0;
    let full = false;
    await this.#read(
      (client) =>
        client.readStream(name, {
          direction: FORWARDS,
          fromRevision: next,
          maxCount: limit - events.length + 1,
          requiresLeader: true,
        }),
      (event) => {
        const own = event.revision >= next ? decodeEvent(event) : undefined;
        if (!own) return true;
        full = events.length >= limit || bytes >= PAGE_BYTES;
        if (full) return false;
        next = event.revision + 1n;
        events.push(own);
        bytes += roughSize(own.data);
        return true;
      },
    );
    return { events, atEnd: !full };
  }

  /** The event of the stream at `revision`, as the server gives it; the last one where none is given. */
  async event(stream: string, revision?: bigint): Promise<ServerEvent | undefined> {
    let found: ServerEvent | undefined;
    await this.#read(
      (client) =>
        client.readStream(stream, {
          direction: revision === undefined ? BACKWARDS : FORWARDS,
          fromRevision: revision ?? END,
          maxCount: 1,
          requiresLeader: true,
        }),
      (event) => {
        found ??= event;
      },
    );
    return found;
  }

  async last(streams: readonly string[]): Promise<Map<string, RecordedEvent>> {
    const names = [...new Set(streams)].filter(isStreamName);
    const found = await inParallel(AT_ONCE, names, async (name) => {
      const event = await this.event(name);
      return event && decodeEvent(event);
    });
    return new Map(found.flatMap((event) => (event ? [[event.stream, event]] : [])));
  }

  async at(positions: readonly Position[]): Promise<RecordedEvent[]> {
    const asked = [...new Set(positions)].filter((position) => position > START);
    const found = await inParallel(AT_ONCE, asked, (position) => this.#eventAt(position));
    const byPosition = new Map(found.flatMap((event) => (event ? [[event.position, event]] : [])));
    return positions.flatMap((position) => byPosition.get(position) ?? []);
  }

  /** Raw events from `from` on, at most `maxCount`, the server's own included; `each` may say `false` to have no more. */
  async events(from: LogPosition, maxCount: number, each: (event: ServerEvent) => boolean | void): Promise<void> {
    await this.#read(
      (client) => client.readAll({ direction: FORWARDS, fromPosition: from, maxCount, requiresLeader: true }),
      each,
    );
  }

  /**
   * Position of the newest event of this ledger. Reads only what was appended since the last call, unless the log is shorter
   * now.
   */
  async head(signal?: AbortSignal): Promise<Position> {
    const before = this.#known;
    let known = before;
    let newest: LogPosition | undefined;
    let oldest: LogPosition | undefined;
    let head: Position | undefined;
    for (;;) {
      let seenBefore = false;
      const count = await this.#read(
        (client) =>
          client.readAll({
            direction: BACKWARDS,
            fromPosition: oldest ?? END,
            maxCount: HEAD_PAGE,
            requiresLeader: true,
          }),
        (event) => {
          const place = placeOf(event);
          if (!newest && known.cursor && isAfter(known.cursor, place)) known = NOTHING_KNOWN;
          newest ??= place;
          if (known.cursor && !isAfter(place, known.cursor)) {
            seenBefore = true;
            return false;
          }
          if (oldest && !isAfter(oldest, place)) return true;
          oldest = place;
          head = decodeEvent(event)?.position;
          return head === undefined;
        },
        signal,
      );
      if (head === undefined && !seenBefore && count === HEAD_PAGE) continue;
      const found = head ?? known.head;
      const isShorter = known !== before && this.#known === before;
      if (newest && (isShorter || !this.#known.cursor || isAfter(newest, this.#known.cursor))) {
        this.#known = { cursor: newest, head: found };
      }
      return found;
    }
  }

  async #eventAt(position: Position): Promise<RecordedEvent | undefined> {
    try {
      let found: RecordedEvent | undefined;
      await this.events(logPosition(position), 1, (event) => {
        if (placeOf(event).commit === position) found = decodeEvent(event);
      });
      return found;
    } catch (error) {
      // No event begins at this position, or it is after the end.
      if (failureOf(error) === 'no-such-position') return undefined;
      throw error;
    }
  }

  #read(
    start: (client: EventStoreDBClient) => ClientRead,
    each: (event: ServerEvent) => boolean | void,
    signal?: AbortSignal,
  ): Promise<number> {
    const { clients, patience, silence, closed } = this.#options;
    const stop = signal ?? closed;
    return persist({ clients, patience, givenUp: () => stop.aborted }, async (client) => {
      try {
        return await readEvents(start(client), { silence, signal: stop, isCutOff: () => clients.isEnded(client) }, each);
      } catch (error) {
        if (failureOf(error) === 'no-stream') return 0;
        throw error;
      }
    });
  }
}

function placeOf({ position }: ServerEvent): LogPosition {
  return position ?? { commit: 0n, prepare: 0n };
}

function isAfter(a: LogPosition, b: LogPosition): boolean {
  return a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare);
}

/** Where reading goes on after this position of the ledger. */
export function cursorAfter(position: Position): LogPosition | undefined {
  return position > START ? logPosition(asPosition(position)) : undefined;
}
