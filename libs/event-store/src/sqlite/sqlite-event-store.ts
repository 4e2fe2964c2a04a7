import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import type { NewEvent, Position, RecordedEvent } from '#events';
import type { MigrationLog } from '#sqlite';
import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type StoredEvent,
  StoreUnavailableError,
  type SubscribeOptions,
} from '../event-store.js';
import { EventReader } from './event-reader.js';
import { EventWriter } from './event-writer.js';
import { GroupCommit } from './group-commit.js';
import { BUSY_TIMEOUT, checkpointPages, openLedgerFile } from './ledger-file.js';
import { NewEventsSignal } from './new-events-signal.js';
import { asStoreError } from './store-errors.js';

export interface SqliteEventStoreOptions {
  /** Never writes: for other threads and processes. The file must exist. Default false. */
  readonly readonly?: boolean;
  /**
   * Maps the file into memory, so that look-ups at random places are quick: what they touch counts as resident, and the
   * system takes it back when it is short. With `readonly` only. Default false.
   */
  readonly mapped?: boolean;
  /** Larger commits and fewer checkpoints: an import goes faster and other work waits longer. Default false. */
  readonly bulk?: boolean;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Told when the file is of an older version and is brought up to date, which may take minutes. */
  readonly log?: MigrationLog;
}

const DEFAULT_LIMIT = 1000;
/** Commits between two checks of the size of the write-ahead log. */
const COMMITS_PER_LOOK = 16;
const PAGE_SIZE = 4096;

/**
 * The ledger in one SQLite file. Any number of connections, threads and processes may read while one writes; subscriptions
 * hear of new events from every connection of this process (not from other processes). Work is done on the calling thread.
 */
class SqliteEventStore implements EventStore {
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #reader: EventReader;
  readonly #signal: NewEventsSignal;
  readonly #appends: GroupCommit | undefined;
  readonly #leastWalLimit: number;
  #walLimit: number;
  #commits = 0;
  #closed = false;

  constructor(
    path: string,
    { readonly = false, mapped = false, bulk = false, now = Date.now, log }: SqliteEventStoreOptions = {},
  ) {
    this.#path = resolve(path);
    this.#db = openLedgerFile(this.#path, { readonly, mapped, bulk, log });
    this.#reader = new EventReader(this.#db, this.#path);
    this.#signal = new NewEventsSignal(this.#path);
    this.#leastWalLimit = 8 * checkpointPages(bulk) * PAGE_SIZE;
    this.#walLimit = this.#leastWalLimit;
    if (readonly) return;
    const writer = new EventWriter(this.#db, now);
    this.#appends = new GroupCommit({
      commit: (requests) => this.#orStoreError(() => writer.commit(requests)),
      committed: () => this.#committed(),
      mostEvents: bulk ? 2000 : 500,
    });
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    this.#requireOpen();
    if (!this.#appends) throw new TypeError('This event store was opened for reading only.');
    if (events.length === 0) throw new RangeError('An append needs at least one event.');
    if (!isStorable(stream)) throw new RangeError('A stream needs a name of well-formed Unicode.');
    return this.#appends.append({ stream, events, expected });
  }

  async readStream(stream: string, { from = 0, limit = DEFAULT_LIMIT } = {}): Promise<readonly RecordedEvent[]> {
    return isStorable(stream) ? this.#read(() => this.#reader.stream(stream, from, limit)) : [];
  }

  async readLast(streams: readonly string[]): Promise<ReadonlyMap<string, RecordedEvent>> {
    return this.#read(() => this.#reader.last(streams.filter(isStorable)));
  }

  async readAll(after: Position, { limit = DEFAULT_LIMIT } = {}): Promise<readonly RecordedEvent[]> {
    return this.#read(() => this.#reader.page(after, limit));
  }

  async readStored(after: Position, { limit = DEFAULT_LIMIT } = {}): Promise<readonly StoredEvent[]> {
    return this.#read(() => this.#reader.storedPage(after, limit));
  }

  async readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    return this.#read(() => this.#reader.at(positions));
  }

  async head(): Promise<Position> {
    return this.#read(() => this.#reader.head());
  }

  async *subscribe(
    after: Position,
    { signal, batchSize = DEFAULT_LIMIT }: SubscribeOptions,
  ): AsyncGenerator<EventBatch, void, void> {
    let position = after;
    while (!signal.aborted) {
      // Taken before the read, so that an append after the read raises a later signal.
      const seen = this.#signal.raised;
      const events = this.#read(() => this.#reader.page(position, batchSize));
      const last = events.at(-1);
      if (last) {
        position = last.position;
        yield { events, caughtUp: position >= this.#read(() => this.#reader.head()) };
      } else {
        await this.#signal.after(seen, signal);
      }
    }
  }

  /** Commits what waits to be appended and closes the file. Subscriptions that were not aborted fail with `closed`. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#appends?.drain();
    this.#closed = true;
    this.#db.close();
    this.#signal.close();
  }

  #committed(): void {
    this.#signal.raise();
    this.#commits += 1;
    if (this.#commits % COMMITS_PER_LOOK === 0) this.#boundLog();
  }

  /**
   * A checkpoint restarts the write-ahead log only at a moment when nobody reads from it, and busy readers may leave no such
   * moment. Past the size limit a checkpoint waits for one: readers need only finish their current page. A reader that does
   * not finish soon (a backup, for example) is waited for briefly; the next attempt follows when the log has grown by half.
   */
  #boundLog(): void {
    const { size } = statSync(`${this.#path}-wal`, { throwIfNoEntry: false }) ?? { size: 0 };
    if (size <= this.#walLimit) return;
    this.#walLimit = restartLog(this.#db) ? this.#leastWalLimit : 1.5 * size;
  }

  #read<T>(read: () => T): T {
    this.#requireOpen();
    return this.#orStoreError(read);
  }

  #orStoreError<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreError(error, this.#path);
    }
  }

  #requireOpen(): void {
    if (this.#closed) throw new StoreUnavailableError('closed', `The ledger ${this.#path} has been closed.`);
  }
}

/**
 * False where a reader or the disk prevents it. Appended events are durable in the log all the same, and a broken store is
 * reported by the next append.
 */
function restartLog(db: Database.Database): boolean {
  try {
    db.pragma('busy_timeout = 500');
    return db.prepare('PRAGMA wal_checkpoint(RESTART)').pluck().get() === 0;
  } catch {
    return false;
  } finally {
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  }
}

/** SQLite keeps text as UTF-8, in which a lone surrogate cannot be told from another: no stream has such a name. */
function isStorable(stream: string): boolean {
  return stream.length > 0 && !/\p{Surrogate}/u.test(stream);
}

/**
 * Opens the ledger in this file. Who may write makes it where it does not exist, and brings one of an older version up to
 * date, of which a copy is kept beside it.
 * @throws StoreUnavailableError `newer-version`, `older-version`, `damaged`, `disk-full`, `unreachable`
 */
export function openSqliteEventStore(path: string, options?: SqliteEventStoreOptions): EventStore {
  return new SqliteEventStore(path, options);
}
