import type Database from 'better-sqlite3';
import { asPosition, START, type EventMetadata, type Position, type RecordedEvent } from '#events';
import { type StoredEvent, StoreUnavailableError } from '../event-store.js';
import { damagedMessage } from './store-errors.js';

/** A page ends after this much event data (UTF-8 bytes), however many events were asked for. */
const PAGE_BYTES = 8 * 1024 * 1024;

type EventRow = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  schemaVersion: number,
  recordedAt: number,
  data: string,
  metadata: string | null,
];

const COLUMNS = 'e.position, s.name, e.revision, e.id, e.type, e.schema_version, e.recorded_at, e.data, e.metadata';
const NO_METADATA: EventMetadata = Object.freeze({});

/** Every read of the ledger, over one connection, each a snapshot of its own. Synchronous. */
export class EventReader {
  readonly #path: string;
  readonly #page: Database.Statement<[number, number], EventRow>;
  readonly #pageBytes: Database.Statement<[number, number], number | null>;
  readonly #stream: Database.Statement<[string, number, number], EventRow>;
  readonly #last: Database.Statement<[string], EventRow>;
  readonly #at: Database.Statement<[string], EventRow>;
  readonly #head: Database.Statement<[], number>;

  constructor(db: Database.Database, path: string) {
    this.#path = path;
    // CROSS JOIN keeps the order of the loops: events by primary key, each with its stream's name.
    this.#page = db
      .prepare<[number, number], EventRow>(
        `SELECT ${COLUMNS} FROM events e CROSS JOIN streams s ON s.id = e.stream WHERE e.position > ? ORDER BY e.position LIMIT ?`,
      )
      .raw();
    // octet_length reads a row's header only, so measuring a page first costs little.
    this.#pageBytes = db
      .prepare<[number, number], number | null>(
        'SELECT sum(bytes) FROM (SELECT octet_length(data) AS bytes FROM events WHERE position > ? ORDER BY position LIMIT ?)',
      )
      .pluck();
    this.#stream = db
      .prepare<[string, number, number], EventRow>(
        `SELECT ${COLUMNS} FROM streams s CROSS JOIN events e ON e.stream = s.id
         WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
      )
      .raw();
    this.#last = db
      .prepare<[string], EventRow>(
        `SELECT ${COLUMNS} FROM json_each(?) asked CROSS JOIN streams s ON s.name = asked.value
         CROSS JOIN events e ON e.stream = s.id AND e.revision = (SELECT max(revision) FROM events WHERE stream = s.id)`,
      )
      .raw();
    this.#at = db
      .prepare<[string], EventRow>(
        `SELECT ${COLUMNS} FROM json_each(?) asked CROSS JOIN events e ON e.position = asked.value CROSS JOIN streams s ON s.id = e.stream
         ORDER BY asked.key`,
      )
      .raw();
    this.#head = db.prepare<[], number>('SELECT max(position) FROM events').pluck();
  }

  page(after: Position, limit: number): RecordedEvent[] {
    return this.#decode(this.#pageRows(after, limit));
  }

  storedPage(after: Position, limit: number): StoredEvent[] {
    return this.#pageRows(after, limit).map(asStored);
  }

  #pageRows(after: Position, limit: number): EventRow[] {
    const from = Number(after);
    const most = Math.max(0, limit);
    return (this.#pageBytes.get(from, most) ?? 0) <= PAGE_BYTES
      ? this.#page.all(from, most)
      : bounded(this.#page.iterate(from, most));
  }

  stream(name: string, from: number, limit: number): RecordedEvent[] {
    return this.#decode(bounded(this.#stream.iterate(name, from, Math.max(0, limit))));
  }

  last(streams: readonly string[]): Map<string, RecordedEvent> {
    return new Map(this.#decode(this.#last.all(JSON.stringify(streams))).map((event) => [event.stream, event]));
  }

  at(positions: readonly Position[]): RecordedEvent[] {
    return this.#decode(this.#at.all(`[${positions.join(',')}]`));
  }

  head(): Position {
    const head = this.#head.get();
    return head ? asPosition(head) : START;
  }

  #decode(rows: readonly EventRow[]): RecordedEvent[] {
    return rows.map((row) => {
      try {
        return decode(row);
      } catch {
        // The parser's own message quotes the text, which may be personal, so it is not passed on.
        throw new StoreUnavailableError('damaged', damagedMessage(this.#path, row[0]));
      }
    });
  }
}

function decode([position, stream, revision, id, type, schemaVersion, recordedAt, json, metadataJson]: EventRow): RecordedEvent {
  const data: unknown = JSON.parse(json);
  const metadata: EventMetadata = metadataJson === null ? NO_METADATA : JSON.parse(metadataJson);
  return { id, type, schemaVersion, data, metadata, stream, revision, position: asPosition(position), recordedAt };
}

function asStored([position, stream, revision, id, type, schemaVersion, recordedAt, data, metadata]: EventRow): StoredEvent {
  return {
    id,
    type,
    schemaVersion,
    data,
    metadata: metadata ?? '{}',
    stream,
    revision,
    position: asPosition(position),
    recordedAt,
  };
}

function bounded(rows: Iterable<EventRow>): EventRow[] {
  const page: EventRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    page.push(row);
    bytes += Buffer.byteLength(row[7]);
    if (bytes >= PAGE_BYTES) break;
  }
  return page;
}
