import Database from 'better-sqlite3';
import { asPosition, type Position } from '#events';
import { createPrivateFile } from '#sqlite';
import type { Announcement, DeadLetter, EditionWriter, UnitOfWork, ViewSet } from '../views.js';
import { createTable, EDITION_TABLES } from './ddl.js';
import { readable, withReadableErrors } from './sqlite-errors.js';
import { SqliteUnit, TableAccess } from './sqlite-unit.js';

export interface SqliteEditionOptions {
  /**
   * Nobody reads it yet: nothing is announced, and more of it is kept in memory, so that long commits write each page once.
   * Default false.
   */
  readonly building?: boolean;
}

const SERVING_CACHE_KB = 32_768;
const BUILDING_CACHE_KB = 131_072;

/**
 * The file of one edition, open for writing by one runner. Views can be rebuilt, so a commit need not reach the disk at once
 * (synchronous NORMAL): a power cut may undo the last commits, checkpoint and rows together; a kill undoes none.
 */
export class SqliteEdition implements EditionWriter {
  readonly set: string;
  readonly edition: number;
  readonly #file: string;
  readonly #db: Database.Database;
  readonly #access: TableAccess;
  readonly #building: boolean;
  readonly #checkpoint: Database.Statement;
  readonly #deadLetter: Database.Statement;

  constructor(file: string, set: ViewSet, edition: number, { building = false }: SqliteEditionOptions = {}) {
    this.set = set.name;
    this.edition = edition;
    this.#building = building;
    this.#file = file;
    this.#db = withReadableErrors(file, () => {
      createPrivateFile(file);
      const db = new Database(file);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma(`cache_size = -${building ? BUILDING_CACHE_KB : SERVING_CACHE_KB}`);
      db.pragma('temp_store = MEMORY');
      db.pragma('busy_timeout = 5000');
      db.pragma('wal_autocheckpoint = 16000');
      db.pragma('journal_size_limit = 134217728');
      db.transaction(() => {
        for (const statement of [...EDITION_TABLES, ...set.tables.flatMap(createTable)]) db.exec(statement);
        db.prepare('INSERT INTO edition (one, version, position) VALUES (1, ?, 0) ON CONFLICT DO NOTHING').run(set.version);
      })();
      return db;
    });
    this.#access = new TableAccess(this.#db);
    this.#checkpoint = this.#db.prepare('UPDATE edition SET position = ? WHERE one = 1');
    this.#deadLetter = this.#db.prepare('INSERT OR REPLACE INTO dead_letters (position, type, reason) VALUES (?, ?, ?)');
  }

  async position(): Promise<Position> {
    return asPosition(this.#db.prepare<[], number>('SELECT position FROM edition').pluck().get() ?? 0);
  }

  async commit(
    position: Position | (() => Position),
    work: (unit: UnitOfWork) => Promise<void>,
  ): Promise<readonly Announcement[]> {
    const unit = new SqliteUnit(this.#access, !this.#building);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      await work(unit);
      this.#checkpoint.run(Number(typeof position === 'function' ? position() : position));
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.open && this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw readable(this.#file, error);
    }
    return unit.announced;
  }

  async setAside(_unit: UnitOfWork, event: DeadLetter): Promise<void> {
    this.#deadLetter.run(Number(event.position), event.type, event.reason);
  }

  async belongTo(_unit: UnitOfWork, installation: string): Promise<void> {
    this.#db.prepare('INSERT OR REPLACE INTO installation (one, id) VALUES (1, ?)').run(installation);
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
