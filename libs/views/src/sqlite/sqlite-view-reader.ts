import Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { asPosition, type Position } from '#events';
import { ViewsUnavailableError, type Row, type Value, type ViewReader } from '../views.js';
import { readable, withReadableErrors } from './sqlite-errors.js';

/** Most prepared statements in the cache. */
const STATEMENTS = 200;

/** Reads one edition's file; sees every commit as soon as it is made. */
export class SqliteViewReader implements ViewReader {
  readonly #file: string;
  readonly #db: Database.Database;
  readonly #statements = new LRUCache<string, Database.Statement>({ max: STATEMENTS });

  constructor(file: string) {
    this.#file = file;
    this.#db = withReadableErrors(file, () => {
      const db = new Database(file, { readonly: true, fileMustExist: true });
      db.pragma('busy_timeout = 5000');
      db.pragma('cache_size = -16384');
      db.pragma('mmap_size = 2147418112');
      return db;
    });
  }

  async all<R extends Row>(sql: string, params: readonly Value[] = []): Promise<R[]> {
    if (!this.#db.open) throw new ViewsUnavailableError('closed', 'The view was closed while it was being read. Ask again.');
    try {
      let statement = this.#statements.get(sql);
      if (!statement) {
        statement = this.#db.prepare(sql);
        this.#statements.set(sql, statement);
      }
      return statement.all(params) as R[];
    } catch (error) {
      throw readable(this.#file, error);
    }
  }

  async position(): Promise<Position> {
    const [row] = await this.all<{ position: number }>('SELECT position FROM edition');
    return asPosition(row?.position ?? 0);
  }

  close(): void {
    this.#db.close();
  }
}
