import type { Position as LogPosition } from '@eventstore/db-client';
import type { ServerEvent } from './event-format.js';
import type { LedgerReader } from './ledger-reader.js';

/** Most appends confirmed with one read. */
const MOST_AT_ONCE = 64;
/** Events of others that may lie between those looked for. */
const STRANGERS = 32;

interface Awaited {
  readonly stream: string;
  /** Id of the append's last event, and its revision. */
  readonly id: string;
  readonly revision: bigint;
  readonly position: LogPosition;
  found(event: ServerEvent | undefined): void;
}

/**
 * Reads back the last event of each append, because the server's answer says neither when it was recorded nor whether another
 * append of the same event wrote it earlier. Appends that are done while a read is under way share the next one.
 */
export class AppendConfirmations {
  readonly #reader: LedgerReader;
  #waiting: Awaited[] = [];
  #reading = false;

  constructor(reader: LedgerReader) {
    this.#reader = reader;
  }

  /** The event as the server has it. */
  async lastEvent(
    stream: string,
    id: string,
    revision: bigint,
    position: LogPosition | undefined,
  ): Promise<ServerEvent | undefined> {
    const event =
      position &&
      (await new Promise<ServerEvent | undefined>((found) => {
        this.#waiting.push({ stream, id, revision, position, found });
        if (!this.#reading) void this.#readAll();
      }));
    return event ?? this.#reader.event(stream, revision);
  }

  async #readAll(): Promise<void> {
    this.#reading = true;
    while (this.#waiting.length > 0) {
      // Appends whose answers came together are confirmed together.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#readTogether(this.#waiting.splice(0, MOST_AT_ONCE));
    }
    this.#reading = false;
  }

  /** Never fails: an event not found here is read from its stream, and an error of that read is the one reported. */
  async #readTogether(group: readonly Awaited[]): Promise<void> {
    const missing = new Map(group.map((awaited) => [`${awaited.id.toLowerCase()} ${awaited.stream}`, awaited]));
    const first = group.reduce((a, b) => (b.position.commit < a.position.commit ? b : a)).position;
    try {
      await this.#reader.events(first, group.length + STRANGERS, (event) => {
        const key = `${event.id.toLowerCase()} ${event.streamId}`;
        const awaited = missing.get(key);
        if (awaited?.revision === event.revision) {
          missing.delete(key);
          awaited.found(event);
        }
        return missing.size > 0;
      });
    } catch {
      // Each is read from its stream.
    }
    for (const awaited of missing.values()) awaited.found(undefined);
  }
}
