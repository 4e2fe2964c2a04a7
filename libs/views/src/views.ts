import type { LedgerEvent, Position, RecordedEvent } from '#events';

export type ColumnType = 'text' | 'integer' | 'real';
export type Value = string | number | null;
/** A row: every column of its table by name. */
export type Row = Readonly<Record<string, Value>>;
export type Key = readonly Value[];

/** A table of a projection. Portable: each adapter makes its own DDL from it. */
export interface TableSpec {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Primary key; rows are clustered by it. */
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
}

/** A message of a projection to subscribers, sent when its batch is committed. Never personal data. */
export interface Announcement {
  readonly topic: string;
  readonly key: string;
  readonly message: unknown;
}

/**
 * One transaction over one edition: a batch of events in, rows out, checkpoint in the same commit.
 * What is put is seen by later loads of the same unit.
 */
export interface UnitOfWork {
  /** The rows with these full keys; missing ones are left out. One round trip. */
  load<R extends Row>(table: TableSpec, keys: readonly Key[]): Promise<R[]>;
  /** All rows whose `columns` (a prefix of the key or of an index) equal one of `values`. One round trip. */
  loadBy<R extends Row>(table: TableSpec, columns: readonly string[], values: readonly Key[]): Promise<R[]>;
  /** Inserts or replaces. */
  put(table: TableSpec, rows: readonly Row[]): Promise<void>;
  remove(table: TableSpec, keys: readonly Key[]): Promise<void>;
  /** Published after the commit if the edition serves; dropped while an edition is being built. */
  announce(topic: string, key: string, message: unknown): void;
  /** Whether announcements of this unit are published; if not, a projection need not make them. */
  readonly announces: boolean;
}

/**
 * A set of views that live and are rebuilt together. Pure: the rows depend on the events and their order alone.
 */
export type ViewSet = UpcastViewSet | StoredViewSet;

/** Its projection gets every type of event that this version knows, in its newest shape; others are set aside. */
export interface UpcastViewSet extends ViewSetOf<LedgerEvent> {
  readonly receives?: 'upcast';
}

/** Its projection gets every event as the ledger keeps it: in the shape it was recorded in, and unknown types too. */
export interface StoredViewSet extends ViewSetOf<RecordedEvent> {
  readonly receives: 'as-stored';
}

interface ViewSetOf<Event> {
  readonly name: string;
  /** Changes whenever the same events would give other rows: code version, and rule version where there are rules. */
  readonly version: string;
  readonly tables: readonly TableSpec[];
  /**
   * A new fold, for one runner. What it caches between batches is bounded and agrees with the rows; the runner discards it
   * after a failed batch. A batch is applied once, which the checkpoint ensures.
   */
  projector(): Projection<Event>;
  /**
   * What subscribers must hear when the edition `after` takes the place of `before`: from one state to the other, never the
   * whole history. Both are at the same position and are not written meanwhile. Yields one announcement at a time, reading in
   * pages.
   */
  difference?(before: ViewReader, after: ViewReader): AsyncIterable<Announcement>;
}

export interface Projection<Event = LedgerEvent> {
  /** Several calls may share a unit, one after the other. Other sets get the same events: none is changed. */
  apply(events: readonly Event[], unit: UnitOfWork): Promise<void>;
}

/** Read access to the serving edition of a set. */
export interface ViewReader {
  /** `sql` uses `?` placeholders and the portable part of SQL. */
  all<R extends Row>(sql: string, params?: readonly Value[]): Promise<R[]>;
  /** How far the edition has got. */
  position(): Promise<Position>;
}

/** An edition being filled: what a projection runner needs of a database. */
export interface EditionWriter {
  readonly set: string;
  readonly edition: number;
  position(): Promise<Position>;
  /**
   * Runs `work` in one transaction and moves the checkpoint to `position` in the same commit; a function is asked for it
   * after `work`. Nothing of it stays when `work` throws. Resolves with what was announced.
   */
  commit(position: Position | (() => Position), work: (unit: UnitOfWork) => Promise<void>): Promise<readonly Announcement[]>;
  /** Keeps an event that could not be projected, with the reason, in the current or next commit. */
  setAside(unit: UnitOfWork, event: DeadLetter): Promise<void>;
  close(): Promise<void>;
}

/** An announcement in the outbox. */
export interface OutboxMessage extends Announcement {
  /**
   * 1, 2, 3... within its set, without gaps, in the order of commits. Views that were restored or begun anew assign the same
   * numbers again.
   */
  readonly sequence: bigint;
  /**
   * A UUID that no other message has, not even the message of the same sequence in an outbox that was restored or begun anew.
   */
  readonly id: string;
}

/**
 * The announcements that are not published yet, one queue per set, independent of the edition that serves. A message is
 * written in the commit of the rows and the checkpoint of its batch.
 */
export interface Outbox {
  /** Up to `limit` messages with a sequence greater than `after`, in order. */
  read(set: string, after: bigint, limit: number): Promise<readonly OutboxMessage[]>;
  /** Sequence of the newest message ever written; 0 before the first. */
  head(set: string): Promise<bigint>;
  /** Removes the messages before this sequence, after they were published durably. */
  trim(set: string, before: bigint): Promise<void>;
  /**
   * A signal once at the beginning, then after commits. Several commits may share a signal, and there may be signals without
   * a commit; every commit is followed by one. Ends when the abort signal aborts.
   */
  changes(signal: AbortSignal): AsyncIterable<void>;
}

/** An event that this edition skipped: written by a newer version, say. Shown to operators; a rebuild tries again. */
export interface DeadLetter {
  readonly position: Position;
  readonly type: string;
  readonly reason: string;
}

export interface EditionState {
  readonly set: string;
  readonly edition: number;
  /** The `ViewSet.version` it was built with. */
  readonly version: string;
  readonly position: Position;
  readonly deadLetters: number;
  readonly serving: boolean;
}

/** An operator's request: to build a new edition, or to promote the new one. */
export type EditionRequest = 'rebuild' | 'promote';

/** What keeps an edition from going on; it is tried again from its last commit until it does. */
export interface ViewsProblem {
  /** For programs: an error's code, `unexpected` where it has none. */
  readonly code: string;
  /** When it began: ISO 8601, UTC. */
  readonly since: string;
}

/** The state of one set, as operators see it. Positions are decimal strings. */
export interface ViewsStatus {
  readonly set: string;
  /** The unit of positions, lag and rate: events, or bytes of the ledger's log. */
  readonly unit: 'events' | 'bytes';
  /** The request that is not done yet; another process may have to do it. */
  readonly requested: readonly EditionRequest[];
  readonly serving: {
    readonly edition: number;
    readonly version: string;
    readonly position: string;
    /** How far it is behind the ledger's head. */
    readonly lag: string;
    readonly deadLetters: number;
    /** It was built by code or rules other than those that run now. */
    readonly stale: boolean;
    readonly problem?: ViewsProblem;
  };
  readonly building?: {
    readonly edition: number;
    readonly position: string;
    /** 0 to 1. */
    readonly progress: number;
    /** How much of the ledger it reads per second, on average since its building began or was resumed. */
    readonly perSecond: number;
    readonly caughtUp: boolean;
    readonly problem?: ViewsProblem;
  };
}

/** A view database cannot be used just now: damaged, on a full disk, closed, or a server that cannot be reached or is too slow. */
export class ViewsUnavailableError extends Error {
  constructor(
    readonly code: 'disk-full' | 'damaged' | 'closed' | 'no-edition' | 'unreachable' | 'access-denied' | 'too-slow',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
