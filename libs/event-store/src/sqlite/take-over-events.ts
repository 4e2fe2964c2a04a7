import type Database from 'better-sqlite3';
import type { RecordedEvent } from '#events';
import { ConcurrencyError, DuplicateEventIdError } from '../event-store.js';
import type { LedgerImport } from '../ledger-import.js';
import { metadataJson, toJson } from './event-writer.js';
import { openLedgerFile } from './ledger-file.js';
import { asStoreError, isDuplicateId } from './store-errors.js';

type EventColumns = [number, number, number, string, string, number, number, string, string | null];

/** Imports events into one SQLite file, each call in one transaction. */
class SqliteLedgerImport implements LedgerImport {
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #lastPosition: Database.Statement<[], number | null>;
  readonly #findStream: Database.Statement<[string], { id: number; last: number | null }>;
  readonly #addStream: Database.Statement<[string]>;
  readonly #idAt: Database.Statement<[number, number], string>;
  readonly #addEvent: Database.Statement<EventColumns>;

  constructor(path: string) {
    this.#path = path;
    this.#db = openLedgerFile(path, { readonly: false, mapped: false, bulk: true });
    this.#lastPosition = this.#db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
    this.#findStream = this.#db.prepare(
      'SELECT id, (SELECT max(revision) FROM events WHERE stream = streams.id) AS last FROM streams WHERE name = ?',
    );
    this.#addStream = this.#db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#idAt = this.#db.prepare<[number, number], string>('SELECT id FROM events WHERE stream = ? AND revision = ?').pluck();
    this.#addEvent = this.#db.prepare(
      `INSERT INTO events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  async take(events: readonly RecordedEvent[]): Promise<void> {
    try {
      this.#db
        .transaction(() => {
          let position = this.#lastPosition.get() ?? 0;
          for (const event of events) if (this.#add(event, position + 1)) position += 1;
        })
        .immediate();
    } catch (error) {
      throw asStoreError(error, this.#path);
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** False where the event is there already. */
  #add(event: RecordedEvent, position: number): boolean {
    const { stream, revision, id, type, schemaVersion, recordedAt, data } = event;
    const found = this.#findStream.get(stream);
    const last = found?.last ?? -1;
    if (found && revision <= last && this.#idAt.get(found.id, revision) === id) return false;
    if (revision !== last + 1) throw new ConcurrencyError(stream, revision === 0 ? 'none' : revision - 1, last);
    const key = found?.id ?? Number(this.#addStream.run(stream).lastInsertRowid);
    try {
      this.#addEvent.run(position, key, revision, id, type, schemaVersion, recordedAt, toJson(data), metadataJson(event));
    } catch (error) {
      throw isDuplicateId(error) ? new DuplicateEventIdError(stream, id) : error;
    }
    return true;
  }
}

/**
 * Opens the ledger in this file for importing events, creating it where it does not exist.
 * @throws StoreUnavailableError `newer-version`, `damaged`, `disk-full`, `unreachable`
 */
export function openSqliteLedgerImport(path: string): LedgerImport {
  return new SqliteLedgerImport(path);
}
