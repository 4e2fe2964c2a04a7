import { randomBytes } from 'node:crypto';
import { type EventData, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import type { NewEvent } from '#events';
import {
  type Appended,
  AppendTooLargeError,
  ConcurrencyError,
  DuplicateEventIdError,
  type ExpectedRevision,
} from '../event-store.js';
import { AppendConfirmations } from './append-confirmations.js';
import { appendOptions } from './append-options.js';
import type { CurrentClient } from './current-client.js';
import { appendOf, decodeEvent, encodeEvents, isStreamName, LARGEST_APPEND, type ServerEvent } from './event-format.js';
import { KeyedQueue } from './keyed-queue.js';
import type { LedgerReader } from './ledger-reader.js';
import { persist } from './persist.js';
import { Semaphore } from './semaphore.js';
import { within } from './within.js';

/**
 * Most appends in flight at the same time. The client's stream buffers 15 messages before it makes writers wait; when the
 * stream breaks while a writer waits, the client leaves an unhandled rejection, which ends the process.
 */
const MOST_IN_FLIGHT = 15;

export interface AppenderOptions {
  /** Used for appends only: a failing read must not replace the connection of appends in flight. */
  readonly clients: CurrentClient;
  readonly reader: LedgerReader;
  /** Milliseconds that an append is repeated for. */
  readonly patience: number;
  /** Milliseconds after which an attempt has failed. */
  readonly silence: number;
}

interface Request {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
  readonly encoded: EventData[];
  /** Identifies the events of this call in their metadata. */
  readonly mark: string;
}

type Outcome = { readonly last: ServerEvent } | { readonly actual: number };

/** Appends events: sequentially within a stream, concurrently across streams, over one connection. */
export class Appender {
  readonly #options: AppenderOptions;
  readonly #confirmations: AppendConfirmations;
  readonly #queues = new KeyedQueue();
  readonly #slots = new Semaphore(MOST_IN_FLIGHT);

  constructor(options: AppenderOptions) {
    this.#options = options;
    this.#confirmations = new AppendConfirmations(options.reader);
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (events.length === 0) throw new RangeError('An append needs at least one event.');
    if (!isStreamName(stream)) {
      throw new RangeError('A stream needs a name of well-formed Unicode that does not begin with $.');
    }
    const mark = randomBytes(12).toString('base64url');
    const { encoded, bytes } = encodeEvents(events, mark);
    if (bytes > LARGEST_APPEND) throw new AppendTooLargeError(stream, LARGEST_APPEND, 'Append fewer or smaller events.');
    const request = { stream, events, expected, encoded, mark };
    return this.#queues.run(stream, () => (expected === 'none' ? this.#create(request) : this.#extend(request)));
  }

  /** Resolves when all that was being appended is done. */
  idle(): Promise<void> {
    return this.#queues.idle();
  }

  async #create(request: Request): Promise<Appended> {
    requireDistinctIds(request);
    const outcome = await this.#write(request, NO_STREAM);
    if ('actual' in outcome) throw new ConcurrencyError(request.stream, 'none', outcome.actual);
    return this.#appended(request, outcome.last);
  }

  /**
   * With the right expected revision the server appends an event again whose id is in the stream already, and with no
   * expected revision it deduplicates only on a best-effort basis. So the stream is read first, and the append made at
   * exactly the revision that was read.
   */
  async #extend(request: Request): Promise<Appended> {
    const { stream, events, expected } = request;
    const until = performance.now() + this.#options.patience;
    for (;;) {
      const { last, duplicate } = await this.#look(stream, events);
      if (expected !== 'any' && last !== expected) throw new ConcurrencyError(stream, expected, last);
      if (duplicate !== undefined) throw new DuplicateEventIdError(stream, duplicate);
      requireDistinctIds(request);
      const outcome = await this.#write(request, last < 0 ? NO_STREAM : BigInt(last));
      if ('last' in outcome) return this.#appended(request, outcome.last);
      if (expected !== 'any' || performance.now() >= until) throw new ConcurrencyError(stream, expected, outcome.actual);
    }
  }

  /** Revision of the stream's last event, -1 where there is none, and an id that is in the stream already. */
  async #look(stream: string, events: readonly NewEvent[]): Promise<{ last: number; duplicate: string | undefined }> {
    const ids = new Map(events.map(({ id }) => [id.toLowerCase(), id]));
    let last = -1;
    let duplicate: string | undefined;
    for (;;) {
      const { events: page, atEnd } = await this.#options.reader.stream(stream, last + 1, 1000);
      for (const event of page) {
        last = event.revision;
        duplicate ??= ids.get(event.id);
      }
      if (atEnd) return { last, duplicate };
    }
  }

  /**
   * Appends at exactly this revision. When the answer is lost, the append is repeated with the same event ids, which the
   * server answers without appending twice; the append id in the metadata then tells whether this call or another wrote the
   * events.
   */
  async #write(request: Request, expectedRevision: bigint | typeof NO_STREAM): Promise<Outcome> {
    const { stream, encoded, mark } = request;
    const { clients, patience, silence } = this.#options;
    const options = appendOptions(expectedRevision);
    try {
      const { nextExpectedRevision, position } = await persist({ clients, patience, slots: this.#slots }, (client) =>
        within(silence, client.appendToStream(stream, encoded, options)),
      );
      const id = request.events.at(-1)?.id ?? '';
      const last = await this.#confirmations.lastEvent(stream, id, nextExpectedRevision, position);
      if (last && appendOf(last) === mark) return { last };
      return { actual: await this.#lastRevision(stream) };
    } catch (error) {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
      return { actual: typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : await this.#lastRevision(stream) };
    }
  }

  async #appended({ stream, events }: Request, lastEvent: ServerEvent): Promise<Appended> {
    const last = decodeEvent(lastEvent);
    if (!last) throw new TypeError('An event of the ledger was read back as something else.');
    const revision = last.revision - events.length + 1;
    const first = events.length === 1 ? last : (await this.#options.reader.stream(stream, revision, 1)).events[0];
    return { first: first?.position ?? last.position, last: last.position, revision: last.revision, recordedAt: last.recordedAt };
  }

  async #lastRevision(stream: string): Promise<number> {
    const event = await this.#options.reader.event(stream);
    return event ? Number(event.revision) : -1;
  }
}

function requireDistinctIds({ stream, events }: Request): void {
  const seen = new Set<string>();
  for (const { id } of events) {
    if (seen.has(id.toLowerCase())) throw new DuplicateEventIdError(stream, id);
    seen.add(id.toLowerCase());
  }
}
