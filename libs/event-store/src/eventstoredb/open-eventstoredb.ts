import { setMaxListeners } from 'node:events';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { NewEvent, Position, RecordedEvent } from '#events';
import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type StoredEvent,
  StoreUnavailableError,
  type SubscribeOptions,
} from '../event-store.js';
import { Appender } from './appender.js';
import { CurrentClient } from './current-client.js';
import { followLedger, type LedgerLog } from './follow-ledger.js';
import { cursorAfter, LedgerReader } from './ledger-reader.js';
import { RecentPages } from './recent-pages.js';
import { InvalidEventStoreDbUrlError, readServerAddress, type ServerAddress } from './server-address.js';
import { asStoreError } from './server-failures.js';

export { InvalidEventStoreDbUrlError };

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113,...?tlsCAFile=...` or `esdb+discover://...`; user and password nowhere else. */
  readonly url: string;
  /** Allows `tls=false` to other machines. Everything then travels in clear and nobody asks for a password. Default false. */
  readonly allowInsecure?: boolean;
  /**
   * Milliseconds that a failing append is repeated for before it fails; an election of a leader takes some seconds. A ledger
   * that ends before the position where a subscription resumes is read again for as long. Default 30,000.
   */
  readonly appendPatience?: number;
  /** The same for reads. Default 10,000. */
  readonly readPatience?: number;
  /** Milliseconds without an answer after which a server counts as dead, even if the connection is open. Default 5,000. */
  readonly silence?: number;
  /** Milliseconds without an event after which a subscription is made anew. Default 15,000. */
  readonly subscriptionSilence?: number;
  readonly log?: LedgerLog;
}

const DEFAULT_LIMIT = 1000;
const NO_LOG: LedgerLog = { warn: () => undefined };

/** The ledger on EventStoreDB or KurrentDB, version 22.6 or newer. Open it at most once per process. */
class EventStoreDb implements EventStore {
  readonly #address: ServerAddress;
  readonly #appendClients: CurrentClient;
  readonly #readClients: CurrentClient;
  readonly #reader: LedgerReader;
  readonly #recent: RecentPages;
  readonly #appender: Appender;
  readonly #appendPatience: number;
  readonly #subscriptionSilence: number;
  readonly #log: LedgerLog;
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(address: ServerAddress, options: EventStoreDbOptions) {
    const {
      appendPatience = 30_000,
      readPatience = 10_000,
      silence = 5000,
      subscriptionSilence = 15_000,
      log = NO_LOG,
    } = options;
    this.#address = address;
    this.#appendClients = new CurrentClient(address.url);
    this.#readClients = new CurrentClient(address.url);
    const closed = this.#closed.signal;
    // Every read in progress listens to this signal.
    setMaxListeners(0, closed);
    this.#reader = new LedgerReader({ clients: this.#readClients, patience: readPatience, silence, closed });
    this.#recent = new RecentPages((cursor, limit, signal) => this.#reader.page(cursor, limit, signal));
    this.#appender = new Appender({
      clients: this.#appendClients,
      reader: this.#reader,
      patience: appendPatience,
      silence,
    });
    this.#appendPatience = appendPatience;
    this.#subscriptionSilence = subscriptionSilence;
    this.#log = log;
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    return this.#call(() => this.#appender.append(stream, events, expected), stream);
  }

  async readStream(stream: string, { from = 0, limit = DEFAULT_LIMIT } = {}): Promise<readonly RecordedEvent[]> {
    return this.#call(async () => (await this.#reader.stream(stream, from, limit)).events);
  }

  async readLast(streams: readonly string[]): Promise<ReadonlyMap<string, RecordedEvent>> {
    return this.#call(() => this.#reader.last(streams));
  }

  async readAll(after: Position, { limit = DEFAULT_LIMIT } = {}): Promise<readonly RecordedEvent[]> {
    return this.#call(async () => (await this.#reader.page(cursorAfter(after), limit)).events);
  }

  async readStored(after: Position, { limit = DEFAULT_LIMIT } = {}): Promise<readonly StoredEvent[]> {
    return (await this.readAll(after, { limit })).map((event) => ({
      ...event,
      // The client parses what it reads. Writing that again gives the same text: it was written by JSON.stringify.
      metadata: JSON.stringify(event.metadata),
      data: JSON.stringify(event.data),
    }));
  }

  async readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    return this.#call(() => this.#reader.at(positions));
  }

  async head(): Promise<Position> {
    return this.#call(() => this.#reader.head());
  }

  async *subscribe(
    after: Position,
    { signal, batchSize = DEFAULT_LIMIT }: SubscribeOptions,
  ): AsyncGenerator<EventBatch, void, void> {
    const options = {
      clients: this.#readClients,
      pages: this.#recent,
      reader: this.#reader,
      patience: this.#appendPatience,
      hosts: this.#address.hosts,
      silence: this.#subscriptionSilence,
      log: this.#log,
    };
    try {
      yield* followLedger(options, after, batchSize, AbortSignal.any([signal, this.#closed.signal]));
    } catch (error) {
      if (signal.aborted) return;
      throw this.#asStoreError(error);
    }
  }

  /** Waits for appends in progress, which end by themselves, then ends reads and subscriptions with `closed`. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#appender.idle();
    this.#closed.abort();
    await Promise.all([this.#appendClients.close(), this.#readClients.close()]);
  }

  async #call<T>(work: () => Promise<T>, stream?: string): Promise<T> {
    if (this.#closing) throw this.#closedError();
    try {
      return await work();
    } catch (error) {
      throw this.#asStoreError(error, stream);
    }
  }

  #asStoreError(error: unknown, stream?: string): unknown {
    return this.#closed.signal.aborted ? this.#closedError() : asStoreError(error, this.#address.hosts, stream);
  }

  #closedError(): StoreUnavailableError {
    return new StoreUnavailableError('closed', `The ledger on EventStoreDB at ${this.#address.hosts} has been closed.`);
  }
}

/**
 * Opens the ledger on this server or cluster. Nothing is connected before the first call. An event id is unique within its
 * stream; in another stream the same id is another event. `recordedAt` is the leader's clock.
 * @throws InvalidEventStoreDbUrlError for an address that cannot be used, and certificates that are not there
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  const address = readServerAddress(options.url, options.allowInsecure ?? false);
  try {
    EventStoreDBClient.connectionString(address.url);
  } catch {
    throw new InvalidEventStoreDbUrlError(
      'a certificate or key that it names cannot be read, or an option has a value that is none.',
    );
  }
  if (!address.encrypted && address.hasCredentials) {
    options.log?.warn(
      { hosts: address.hosts },
      'The connection to EventStoreDB is not encrypted (tls=false): user and password are not sent, and anybody may read and write.',
    );
  }
  return new EventStoreDb(address, options);
}
