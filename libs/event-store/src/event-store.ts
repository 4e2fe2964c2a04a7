import type { NewEvent, Position, RecordedEvent } from '#events';

/** What the stream must look like for an append to go through: `'none'` = it must not exist yet, a number = the revision of its last event. */
export type ExpectedRevision = 'none' | 'any' | number;

export interface Appended {
  /** Position of the first and the last appended event. */
  readonly first: Position;
  readonly last: Position;
  /** Revision of the stream's last event after the append. */
  readonly revision: number;
  readonly recordedAt: number;
}

/** The stream was not as expected: somebody else appended first. Load it again and decide again. */
export class ConcurrencyError extends Error {
  readonly code = 'concurrency-conflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** Revision of the stream's last event; -1 where it does not exist. */
    readonly actual: number,
  ) {
    super(`Stream ${stream} was expected at revision ${expected} but is at ${actual}.`);
  }
}

/** An event with this id is in the ledger already: in this stream, or, where the store knows the ids of all streams, in another. */
export class DuplicateEventIdError extends Error {
  readonly code = 'duplicate-event-id';
  constructor(
    readonly stream: string,
    readonly eventId: string,
  ) {
    super(`An event with id ${eventId} is in the ledger already; it was not appended to ${stream} again.`);
  }
}

/** The append is larger than the store accepts in one piece; nothing of it was kept. Repeating it does not help. */
export class AppendTooLargeError extends Error {
  readonly code = 'append-too-large';
  constructor(
    readonly stream: string,
    /** The most bytes of one append, where the store says. */
    readonly limit: number | undefined,
    remedy: string,
  ) {
    super(`An append to ${stream} is larger than the ledger takes${limit === undefined ? '' : ` (${limit} bytes)`}. ${remedy}`);
  }
}

/**
 * The store cannot be written or read just now (disk full, damaged file, unreachable server). Nothing of the failed append
 * was kept, with one exception: when a server stopped answering (`unreachable`), it is unknown. Repeating the append with the
 * same event ids is safe in any case: it never stores an event twice.
 */
export class StoreUnavailableError extends Error {
  constructor(
    readonly code: 'disk-full' | 'damaged' | 'unreachable' | 'access-denied' | 'newer-version' | 'older-version' | 'closed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface SubscribeOptions {
  /** Ends the subscription. */
  readonly signal: AbortSignal;
  /** Most events a batch holds. Default 1000. */
  readonly batchSize?: number;
}

/** An event with metadata and data as the JSON texts that were stored: what a digest is made of. */
export interface StoredEvent extends Omit<RecordedEvent, 'metadata' | 'data'> {
  /** `{}` where there is none; without what an adapter adds for itself. */
  readonly metadata: string;
  readonly data: string;
}

/** Events of one subscription batch, at least one; `caughtUp` when the ledger held no more when it was read. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  readonly caughtUp: boolean;
}

/**
 * The ledger. Append-only: there is no way to change or remove an event.
 * Every adapter passes `eventStoreContract`.
 */
export interface EventStore {
  /**
   * Appends all of `events` to one stream, or none. Durable when it resolves. Appends made concurrently share one
   * commit; one that fails does not fail its neighbours.
   * `events` has at least one, with data that JSON can hold; `stream` is not empty and is well-formed Unicode.
   * @throws ConcurrencyError DuplicateEventIdError AppendTooLargeError StoreUnavailableError
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;

  /**
   * A stream's events from revision `from` (default 0), oldest first, at most `limit` (default 1000); empty where there is
   * none. As with `readAll`, only an empty page is the end.
   */
  readStream(stream: string, options?: { readonly from?: number; readonly limit?: number }): Promise<readonly RecordedEvent[]>;

  /** The last event of each of these streams; absent where there is no such stream. All are requested concurrently. */
  readLast(streams: readonly string[]): Promise<ReadonlyMap<string, RecordedEvent>>;

  /**
   * Up to `limit` (default 1000) events with a position greater than `after`, in order. A page also ends after some
   * megabytes, so that a few huge events cannot fill the memory: a short page is not the end, an empty one is.
   */
  readAll(after: Position, options?: { readonly limit?: number }): Promise<readonly RecordedEvent[]>;

  /**
   * The same events as `readAll`, in pages of the same kind, as they are stored: nothing of them is parsed, so what is no JSON
   * any more is read, too. Texts are as JSON.stringify wrote them, in every adapter.
   */
  readStored(after: Position, options?: { readonly limit?: number }): Promise<readonly StoredEvent[]>;

  /**
   * The events at exactly these positions, in the order asked for; unknown positions are left out. All are requested
   * concurrently.
   */
  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]>;

  /** Position of the newest event; START when empty. */
  head(): Promise<Position>;

  /**
   * Every event after `after`, in order, each once: first what is there, then what comes, without a gap between the two.
   * Reads the next batch only when asked for it, so a slow reader is never flooded. Ends when the signal aborts.
   */
  subscribe(after: Position, options: SubscribeOptions): AsyncIterable<EventBatch>;

  close(): Promise<void>;
}
