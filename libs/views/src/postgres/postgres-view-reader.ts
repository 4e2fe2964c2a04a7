import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Pool, type PoolClient, types } from 'pg';
import { asPosition, type Position } from '#events';
import { PostgresStatementError, queryRows, readablePoolError, refuseCancelled, safeInteger, uncancelled } from '#postgres';
import { ViewsUnavailableError, type Row, type Value, type ViewReader } from '../views.js';
import { BOOKKEEPING } from './bookkeeping.js';
import { schemaName, schemaOf } from './edition-schema.js';
import { forPostgres } from './portable-sql.js';
import { withViewsErrors } from './views-errors.js';

/** Most statements that one edition's reader prepares by name on each connection; further ones are planned each time. */
const PREPARED = 300;
/** Most translated statements in the cache. */
const TRANSLATED = 1000;
/** A promotion in another process is noticed after so long at the latest. */
const LOOK_AGAIN_MS = 200;

const INT8 = 20;
const NUMERIC = 1700;
/** Integers come as numbers, also from SUM, as with SQLite. */
const NUMBERS = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    format !== 'binary' && oid === INT8
      ? safeInteger
      : format !== 'binary' && oid === NUMERIC
        ? Number
        : types.getTypeParser(oid, format),
};

const SERVING = {
  name: 'touchstone_serving',
  text: `SELECT edition, position FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND serving`,
};

/** Reads the tables of one edition, on a pool or inside a transaction. */
export class EditionReader {
  readonly edition: number;
  readonly #on: Pool | PoolClient;
  readonly #schema: string;
  readonly #tables: ReadonlySet<string>;
  readonly #statements = new LRUCache<string, { readonly text: string; readonly name?: string }>({ max: TRANSLATED });
  #prepared = 0;

  constructor(on: Pool | PoolClient, set: string, edition: number, tables: readonly string[]) {
    this.edition = edition;
    this.#on = on;
    this.#schema = schemaOf(set, edition);
    this.#tables = new Set(tables);
  }

  async all<R extends Row>(sql: string, params: readonly Value[]): Promise<R[]> {
    refuseCancelled();
    let statement = this.#statements.get(sql);
    if (!statement) {
      const text = forPostgres(sql, this.#schema, this.#tables);
      statement = this.#prepared++ < PREPARED ? { text, name: createHash('sha1').update(text).digest('base64url') } : { text };
      this.#statements.set(sql, statement);
    }
    return (await this.#on.query<R>({ ...statement, values: [...params], types: NUMBERS })).rows;
  }
}

interface Serving {
  readonly edition: number;
  readonly position: number;
}

/**
 * Reads the edition that serves at the time of each query: a promotion in this process counts from the next query on, one in
 * another process within 200 ms, or once `position()` was called. Until then the former edition is read, consistently and
 * with its position.
 */
export class PostgresViewReader implements ViewReader {
  readonly #pool: Pool;
  readonly #set: string;
  #current: EditionReader | undefined;
  #lookedAt = 0;
  #looking: Promise<EditionReader> | undefined;
  #promotions = 0;

  constructor(pool: Pool, set: string) {
    this.#pool = pool;
    this.#set = set;
  }

  /** @throws ViewsUnavailableError `no-edition` while none serves */
  async all<R extends Row>(sql: string, params: readonly Value[] = []): Promise<R[]> {
    return withViewsErrors(async () => {
      const reader = await this.#reader();
      try {
        return await reader.all<R>(sql, params);
      } catch (error) {
        const readable = readablePoolError(error, this.#pool);
        if (!(readable instanceof PostgresStatementError) || !isDropped(readable)) throw readable;
        this.promoted();
        const now = await this.#reader();
        if (now.edition === reader.edition) throw readable;
        return await this.#retry<R>(now, sql, params);
      }
    });
  }

  async position(): Promise<Position> {
    return withViewsErrors(async () => {
      const lookedAt = Date.now();
      const serving = await this.#serving();
      if (serving.edition === this.#current?.edition) this.#lookedAt = Math.max(this.#lookedAt, lookedAt);
      else this.promoted();
      return asPosition(serving.position);
    });
  }

  /** Switches to another serving edition. */
  promoted(): void {
    this.#promotions += 1;
    this.#lookedAt = 0;
    this.#looking = undefined;
  }

  async #retry<R extends Row>(reader: EditionReader, sql: string, params: readonly Value[]): Promise<R[]> {
    try {
      return await reader.all<R>(sql, params);
    } catch (error) {
      const readable = readablePoolError(error, this.#pool);
      if (!(readable instanceof PostgresStatementError) || !isDropped(readable)) throw readable;
      throw new ViewsUnavailableError('closed', 'The view was replaced while it was being read. Ask again.', { cause: readable });
    }
  }

  async #reader(): Promise<EditionReader> {
    if (this.#current && Date.now() - this.#lookedAt < LOOK_AGAIN_MS) return this.#current;
    if (this.#looking) return this.#looking;
    const looking = uncancelled(() => this.#look()).finally(() => {
      if (this.#looking === looking) this.#looking = undefined;
    });
    this.#looking = looking;
    return looking;
  }

  async #look(): Promise<EditionReader> {
    const lookedAt = Date.now();
    const promotions = this.#promotions;
    const { edition } = await this.#serving();
    let reader = this.#current;
    if (reader?.edition !== edition) {
      const { text, values } = tablesOf(this.#set, edition);
      const tables = await queryRows<{ name: string }>(this.#pool, text, values);
      reader = new EditionReader(
        this.#pool,
        this.#set,
        edition,
        tables.map(({ name }) => name),
      );
    }
    if (promotions !== this.#promotions) return reader;
    this.#current = reader;
    this.#lookedAt = lookedAt;
    return reader;
  }

  async #serving(): Promise<Serving> {
    const [serving] = await queryRows<Serving>(this.#pool, SERVING, [this.#set]);
    if (!serving) throw new ViewsUnavailableError('no-edition', `No edition of the ${this.#set} views serves yet.`);
    return serving;
  }
}

/** The names of an edition's tables. */
export function tablesOf(set: string, edition: number): { readonly text: string; readonly values: string[] } {
  return { text: 'SELECT tablename::text AS name FROM pg_tables WHERE schemaname = $1', values: [schemaName(set, edition)] };
}

/** Undefined table or schema, and the error of a statement that was planned just before its table was dropped. */
function isDropped({ sqlState }: PostgresStatementError): boolean {
  return sqlState === '42P01' || sqlState === '3F000' || sqlState === 'XX000';
}
