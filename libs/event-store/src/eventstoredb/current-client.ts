import { EventStoreDBClient } from '@eventstore/db-client';
import { within } from './within.js';

/** Milliseconds given to the calls of a client that is ended. */
const LONGEST_END = 1000;

/** What this library needs beyond the client's public interface, to end it for good. */
interface Endable {
  getChannel(): Promise<{ close(): void }>;
  resolveUri: () => Promise<string>;
}

/**
 * The client in use. It is replaced after a failed discovery, a missing answer or a broken connection. The old one is ended
 * first: the client library keeps the appends in flight of all clients of a process in one map, and a late answer over an old
 * connection would find no caller there and end the process.
 */
export class CurrentClient {
  readonly #url: string;
  readonly #ended = new WeakSet<EventStoreDBClient>();
  #client: EventStoreDBClient | undefined;
  #ending: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error with the certificate files missing */
  async get(): Promise<EventStoreDBClient> {
    await this.#ending;
    this.#client ??= EventStoreDBClient.connectionString(this.#url);
    return this.#client;
  }

  /** Ends `failed`, unless that was done already; the next `get` is another client. */
  async renew(failed: EventStoreDBClient): Promise<void> {
    if (this.#client === failed) {
      this.#client = undefined;
      this.#ended.add(failed);
      this.#ending = end(failed);
    }
    await this.#ending;
  }

  /** True once `client` is being ended: its reads then finish as if there were no more events, which may be wrong. */
  isEnded(client: EventStoreDBClient): boolean {
    return this.#ended.has(client);
  }

  async close(): Promise<void> {
    if (this.#client) await this.renew(this.#client);
  }
}

async function end(client: EventStoreDBClient): Promise<void> {
  const endable = client as unknown as Endable;
  // Calls that still wait for a connection get none, so that no connection is opened only to be closed.
  endable.resolveUri = () => Promise.reject(new Error('This client has been ended.'));
  // Calls that do not end in time fail with the connection.
  await within(LONGEST_END, client.dispose()).catch(() => undefined);
  void endable.getChannel().then(
    (channel) => channel.close(),
    () => undefined,
  );
}
