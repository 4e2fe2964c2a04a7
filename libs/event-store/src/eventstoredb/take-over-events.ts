import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStoreDBClient, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import type { RecordedEvent } from '#events';
import { AppendTooLargeError, ConcurrencyError } from '../event-store.js';
import { type LedgerImport, LedgerOrderError } from '../ledger-import.js';
import { appendOptions } from './append-options.js';
import { CurrentClient } from './current-client.js';
import { encodeTakenOver, isStreamName, LARGEST_APPEND } from './event-format.js';
import { LedgerReader } from './ledger-reader.js';
import { backOff, BusySpell } from './persist.js';
import { readServerAddress, type ServerAddress } from './server-address.js';
import { asStoreError, failureOf } from './server-failures.js';
import { within } from './within.js';

/** Appends on their way at the same time; the client takes no more on one connection before it makes writers wait. */
const MOST_IN_FLIGHT = 15;
const PATIENCE = 60_000;
const SILENCE = 10_000;

/**
 * Imports events into EventStoreDB, one append each. The server processes the appends of one connection in the order in which
 * they were sent, so several can be in flight and the order is kept. After a failure nothing is sent until the result of
 * every append in flight is known; then the unconfirmed ones are sent again, which the server answers without appending
 * twice.
 */
class EventStoreDbImport implements LedgerImport {
  readonly #address: ServerAddress;
  readonly #clients: CurrentClient;
  readonly #reader: LedgerReader;
  readonly #closed = new AbortController();

  constructor(address: ServerAddress) {
    this.#address = address;
    this.#clients = new CurrentClient(address.url);
    this.#reader = new LedgerReader({
      clients: this.#clients,
      patience: PATIENCE,
      silence: SILENCE,
      closed: this.#closed.signal,
    });
  }

  async take(events: readonly RecordedEvent[]): Promise<void> {
    let confirmed = 0;
    let failedSince: number | undefined;
    let busy = new BusySpell();
    for (let tries = 0; confirmed < events.length; tries += 1) {
      const before = confirmed;
      let client: EventStoreDBClient | undefined;
      try {
        client = await this.#clients.get();
        await this.#send(client, events.slice(confirmed), () => (confirmed += 1));
      } catch (error) {
        if (error instanceof LedgerOrderError) throw error;
        const failure = failureOf(error);
        if (confirmed > before) [failedSince, tries, busy] = [undefined, 0, new BusySpell()];
        if (client && (failure === 'broken' || (failure === 'busy' && busy.isOverlong(client))))
          await this.#clients.renew(client);
        failedSince ??= performance.now();
        const isPassing = failure === 'broken' || failure === 'busy';
        if (!isPassing || performance.now() - failedSince > PATIENCE) {
          throw asStoreError(error, this.#address.hosts, events[confirmed]?.stream);
        }
        await sleep(backOff(tries));
      }
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#clients.close();
  }

  /** Sends the events in order; `onConfirmed` is called for each from the first on, without a gap, also before it throws. */
  async #send(client: EventStoreDBClient, events: readonly RecordedEvent[], onConfirmed: () => void): Promise<void> {
    const underWay: { readonly event: RecordedEvent; readonly outcome: Promise<unknown> }[] = [];
    let isFirst = true;
    const confirmFirst = async (): Promise<void> => {
      const first = underWay.shift();
      const error = await first?.outcome;
      if (first === undefined) return;
      if (error === undefined) return onConfirmed();
      const later = await Promise.all(underWay.map(({ outcome }) => outcome));
      const taken = underWay[later.indexOf(undefined)];
      // If only its answer was lost, the event is there at its revision.
      if (taken && !(await this.#isThere(first.event))) throw new LedgerOrderError(taken.event.stream);
      throw error;
    };
    for (const event of events) {
      // The first append opens the connection that the others share.
      while (underWay.length >= (isFirst ? 1 : MOST_IN_FLIGHT)) {
        await confirmFirst();
        isFirst = false;
      }
      underWay.push({
        event,
        outcome: this.#append(client, event).then(
          () => undefined,
          (error: unknown) => error,
        ),
      });
    }
    while (underWay.length > 0) await confirmFirst();
  }

  async #isThere({ stream, revision, id }: RecordedEvent): Promise<boolean> {
    return (await this.#reader.event(stream, BigInt(revision)))?.id.toLowerCase() === id.toLowerCase();
  }

  async #append(client: EventStoreDBClient, event: RecordedEvent): Promise<void> {
    const { stream, revision } = event;
    if (!isStreamName(stream)) throw new RangeError(`EventStoreDB cannot hold a stream of the name ${stream}.`);
    const { encoded, bytes } = encodeTakenOver(event);
    if (bytes > LARGEST_APPEND) throw new AppendTooLargeError(stream, LARGEST_APPEND, 'EventStoreDB cannot hold it.');
    const expectedRevision: bigint | typeof NO_STREAM = revision === 0 ? NO_STREAM : BigInt(revision - 1);
    const options = appendOptions(expectedRevision);
    try {
      await within(SILENCE, client.appendToStream(stream, encoded, options));
    } catch (error) {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
      const { actualVersion } = error;
      throw new ConcurrencyError(
        stream,
        revision === 0 ? 'none' : revision - 1,
        typeof actualVersion === 'bigint' ? Number(actualVersion) : -1,
      );
    }
  }
}

/**
 * Opens a ledger on EventStoreDB for importing events. Close it before the ledger is opened for appending in this process.
 * @throws InvalidEventStoreDbUrlError
 */
export function openEventStoreDbImport({ url, allowInsecure = false }: { url: string; allowInsecure?: boolean }): LedgerImport {
  return new EventStoreDbImport(readServerAddress(url, allowInsecure));
}
