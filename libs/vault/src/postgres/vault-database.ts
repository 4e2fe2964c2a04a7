import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { NewerDatabaseError, PostgresUnavailableError, type PostgresUnavailableCode, queryRows, withClient } from '#postgres';
import { VaultUnavailableError } from '../vault.js';
import type { Tables } from './schema.js';

/**
 * Where statements go: to any connection, each for itself, or to that of one transaction. None is prepared under a name:
 * each is planned for what it is given and for the size that the tables have now.
 */
export interface Session {
  rows<R extends object>(statement: string, values?: readonly unknown[]): Promise<R[]>;
}

/** One transaction. While it runs, no key is destroyed or re-wrapped by another. */
export interface WritingSession extends Session {
  /** How often keys were destroyed, re-wrapped or, with another vault, moved into this one. */
  readonly generation: number;
}

const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 10;

/**
 * The vault's connections. Whoever writes holds a weak lock until the end of the transaction, whoever destroys or re-wraps
 * keys a strong one: so an erasure begins when all writes that may not know of it have ended, and those that come after
 * see it. Readers wait for nobody.
 */
export class VaultDatabase {
  readonly reading: Session;
  readonly #pool: Pool;
  readonly #tables: Tables;
  readonly #isReadonly: boolean;
  #beforeWriting: ((session: WritingSession) => Promise<void>) | undefined;
  #closing: Promise<void> | undefined;

  constructor(pool: Pool, tables: Tables, isReadonly: boolean) {
    this.#pool = pool;
    this.#tables = tables;
    this.#isReadonly = isReadonly;
    this.reading = {
      rows: async <R extends object>(statement: string, values: readonly unknown[] = []): Promise<R[]> => {
        this.#refuseClosed();
        try {
          return await queryRows<R>(pool, statement, values);
        } catch (error) {
          throw asVaultError(error);
        }
      },
    };
  }

  /** From now on every transaction begins with `check`, and where that throws it ends there. */
  beforeWriting(check: (session: WritingSession) => Promise<void>): void {
    this.#beforeWriting = check;
  }

  /** One transaction, durable when it resolves. Tried again where another one stood in its way, so `work` may run more than once. */
  async write<T>(work: (session: WritingSession) => Promise<T>): Promise<T> {
    for (let tries = 1, pause = FIRST_PAUSE_MS; ; tries++, pause *= 2) {
      try {
        return await this.#transaction('ROW SHARE', work);
      } catch (error) {
        const cause = error instanceof VaultUnavailableError ? error.cause : undefined;
        if (tries === MOST_TRIES || !(cause instanceof PostgresUnavailableError) || cause.code !== 'conflict') throw error;
        await sleep(pause * (0.5 + Math.random()));
      }
    }
  }

  /** One transaction, durable when it resolves; `work` runs once. */
  async writeOnce<T>(work: (session: WritingSession) => Promise<T>): Promise<T> {
    return this.#transaction('ROW SHARE', work);
  }

  /** As `writeOnce`, and no other writes meanwhile. Whoever wrote before has ended; whoever comes after sees another generation. */
  async writeAlone<T>(work: (session: WritingSession) => Promise<T>): Promise<T> {
    return this.#transaction('EXCLUSIVE', async (session) => {
      const result = await work(session);
      await session.rows(`UPDATE ${this.#tables.meta} SET value = value + 1 WHERE name = 'generation'`);
      return result;
    });
  }

  /**
   * Frees what was removed from these tables, as far as nobody may see it any more, and tells the planner what is in them.
   * What cannot be done now, autovacuum does later.
   */
  async vacuum(tables: readonly string[]): Promise<void> {
    await queryRows(this.#pool, `VACUUM (ANALYZE, SKIP_LOCKED) ${tables.join(', ')}`).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #transaction<T>(lock: 'ROW SHARE' | 'EXCLUSIVE', work: (session: WritingSession) => Promise<T>): Promise<T> {
    this.#refuseClosed();
    if (this.#isReadonly) throw new VaultUnavailableError('readonly', 'This vault was opened for reading only.');
    try {
      return await withClient(this.#pool, async (client) => {
        const session = await this.#begin(client, lock);
        await this.#beforeWriting?.(session);
        const result = await work(session);
        if (session.failure !== undefined) throw session.failure;
        await client.query('COMMIT');
        return result;
      });
    } catch (error) {
      throw asVaultError(error);
    }
  }

  /**
   * In one round trip. A server set to answer commits before they are on disk is told otherwise: a key that is lost after
   * the ledger was written would be lost data. Hundreds of keys at a time are looked up in the index, never by reading
   * the whole table.
   */
  async #begin(client: PoolClient, lock: 'ROW SHARE' | 'EXCLUSIVE'): Promise<Transaction> {
    const answers: unknown = await client.query(`
      BEGIN;
      LOCK TABLE ${this.#tables.meta} IN ${lock} MODE;
      SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
      SET LOCAL random_page_cost = 1.1;
      SELECT value FROM ${this.#tables.meta} WHERE name = 'generation'
    `);
    const last = (answers as readonly { readonly rows: readonly { readonly value: number }[] }[]).at(-1);
    return new Transaction(client, last?.rows[0]?.value ?? 0);
  }

  #refuseClosed(): void {
    if (this.#closing) throw new VaultUnavailableError('closed', 'The vault was closed.');
  }
}

/** One statement after the other, also where several are asked for at once. */
class Transaction implements WritingSession {
  readonly generation: number;
  /** The first error of a statement: it ended the transaction, also where somebody caught it. */
  failure: unknown;
  readonly #client: PoolClient;
  #before: Promise<unknown> = Promise.resolve();

  constructor(client: PoolClient, generation: number) {
    this.#client = client;
    this.generation = generation;
  }

  async rows<R extends object>(statement: string, values: readonly unknown[] = []): Promise<R[]> {
    const answer = this.#before.then(async () => this.#client.query<R>(statement, [...values]));
    this.#before = answer.catch((error: unknown) => (this.failure ??= error));
    return (await answer).rows;
  }
}

const CODES: Readonly<Record<PostgresUnavailableCode, VaultUnavailableError['code']>> = {
  unreachable: 'unreachable',
  'wrong-password': 'access-denied',
  'no-database': 'unreachable',
  'not-allowed': 'access-denied',
  'too-many-connections': 'busy',
  'statement-timeout': 'busy',
  conflict: 'busy',
  'disk-full': 'disk-full',
  'read-only': 'readonly',
  damaged: 'damaged',
  closed: 'closed',
};

/** PostgreSQL's errors in the port's words; others stay as they are. */
export function asVaultError(error: unknown): unknown {
  if (error instanceof NewerDatabaseError) return new VaultUnavailableError('newer-version', error.message, { cause: error });
  if (!(error instanceof PostgresUnavailableError)) return error;
  return new VaultUnavailableError(CODES[error.code], `The vault cannot be used. ${error.message}`, { cause: error });
}
