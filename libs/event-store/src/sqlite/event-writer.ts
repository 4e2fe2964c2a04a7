import type Database from 'better-sqlite3';
import { asPosition, type NewEvent } from '#events';
import { type Appended, ConcurrencyError, DuplicateEventIdError, type ExpectedRevision } from '../event-store.js';
import { isDuplicateId, isStoreFailure } from './store-errors.js';

/** One caller's append: all of its events or none. */
export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

/** What became of one request. */
export type Outcome = { readonly appended: Appended } | { readonly refused: unknown };

type EventColumns = [number, number, number, string, string, number, number, string, string | null];

/** Appends many callers' requests in one transaction. The ledger's last position and time are read in it, so other writers may exist. */
export class EventWriter {
  readonly #db: Database.Database;
  readonly #now: () => number;
  readonly #begin: Database.Statement<[]>;
  readonly #commit: Database.Statement<[]>;
  readonly #savepoint: Database.Statement<[]>;
  readonly #release: Database.Statement<[]>;
  readonly #undo: Database.Statement<[]>;
  readonly #last: Database.Statement<[], [number, number]>;
  readonly #findStream: Database.Statement<[string], [number, number | null]>;
  readonly #addStream: Database.Statement<[string]>;
  readonly #dropStream: Database.Statement<[number]>;
  readonly #addEvent: Database.Statement<EventColumns>;
  #position = 0;
  #recordedAt = 0;

  constructor(db: Database.Database, now: () => number) {
    this.#db = db;
    this.#now = now;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#savepoint = db.prepare('SAVEPOINT one_append');
    this.#release = db.prepare('RELEASE one_append');
    this.#undo = db.prepare('ROLLBACK TO one_append');
    this.#last = db
      .prepare<[], [number, number]>('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1')
      .raw();
    this.#findStream = db
      .prepare<[string], [number, number | null]>(
        'SELECT id, (SELECT max(revision) FROM events WHERE stream = streams.id) FROM streams WHERE name = ?',
      )
      .raw();
    this.#addStream = db.prepare<[string]>('INSERT INTO streams (name) VALUES (?) ON CONFLICT DO NOTHING');
    this.#dropStream = db.prepare<[number]>('DELETE FROM streams WHERE id = ?');
    this.#addEvent = db.prepare<EventColumns>(
      `INSERT INTO events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /**
   * One transaction for all requests, durable when it returns. Each gets its result, or the error it was refused with
   * (a conflict, an id that is there already, data that is not JSON), which leaves the others untouched.
   * Throws where the store fails: then nothing of any request was kept.
   */
  commit(requests: readonly AppendRequest[]): Outcome[] {
    this.#begin.run();
    try {
      const [position, recordedAt] = this.#last.get() ?? [0, 0];
      this.#position = position;
      // `recordedAt` never decreases, even if the clock was set back.
      this.#recordedAt = Math.max(recordedAt, Math.floor(this.#now()));
      const outcomes = requests.map((request) => this.#append(request));
      this.#commit.run();
      return outcomes;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #append(request: AppendRequest): Outcome {
    const several = request.events.length > 1;
    const before = this.#position;
    if (several) this.#savepoint.run();
    try {
      return { appended: this.#write(request) };
    } catch (error) {
      if (!this.#db.inTransaction || isStoreFailure(error)) throw error;
      if (several) this.#undo.run();
      this.#position = before;
      return { refused: error };
    } finally {
      if (several && this.#db.inTransaction) this.#release.run();
    }
  }

  #write({ stream, events, expected }: AppendRequest): Appended {
    const rows = events.map((event) => ({ event, data: toJson(event.data), metadata: metadataJson(event) }));
    const found = this.#streamFor(stream, expected);
    const first = this.#position + 1;
    let revision = found.revision;
    for (const { event, data, metadata } of rows) {
      try {
        this.#addEvent.run(
          this.#position + 1,
          found.id,
          revision + 1,
          event.id,
          event.type,
          event.schemaVersion,
          this.#recordedAt,
          data,
          metadata,
        );
      } catch (error) {
        // With several events a savepoint undoes the new stream row; for a single event deleting it is cheaper.
        if (found.added && events.length === 1 && this.#db.inTransaction) this.#dropStream.run(found.id);
        throw isDuplicateId(error) ? new DuplicateEventIdError(stream, event.id) : error;
      }
      this.#position += 1;
      revision += 1;
    }
    return { first: asPosition(first), last: asPosition(this.#position), revision, recordedAt: this.#recordedAt };
  }

  /** The stream's key and last revision (-1 where it is new), if it is as expected. */
  #streamFor(stream: string, expected: ExpectedRevision): { id: number; revision: number; added: boolean } {
    if (typeof expected !== 'number') {
      const added = this.#addStream.run(stream);
      if (added.changes === 1) return { id: Number(added.lastInsertRowid), revision: -1, added: true };
    }
    const [id, last] = this.#findStream.get(stream) ?? [undefined, null];
    const revision = last ?? -1;
    if (id === undefined || (expected !== 'any' && expected !== revision)) throw new ConcurrencyError(stream, expected, revision);
    return { id, revision, added: false };
  }
}

/** @throws TypeError for what JSON cannot hold */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError('An event needs data that JSON can hold.');
  return json;
}

/** Null where there is none. */
export function metadataJson({ metadata }: NewEvent): string | null {
  const json = toJson(metadata);
  return json === '{}' ? null : json;
}
