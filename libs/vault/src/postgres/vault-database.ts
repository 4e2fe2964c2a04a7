import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { NewerDatabaseError, PostgresUnavailableError, type PostgresUnavailableCode, queryRows, withClient } from '#postgres';
import { VaultUnavailableError } from '../vault.js';
import type { Tables } from './schema.js';

/**
 * Runs statements, each on any connection of the pool or all on that of one transaction. None is prepared by name, so each is
 * planned for its parameters and the present size of the tables.
 */
export interface Session {
  rows<R extends object>(statement: string, values?: readonly unknown[]): Promise<R[]>;
}

/** One transaction. While it runs, no key is destroyed or re-wrapped by another. */
export interface WritingSession extends Session {
  /** Counts how often keys were destroyed, re-wrapped or replaced by a transfer. */
  readonly generation: number;
}

const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 10;

/**
 * The vault's connections. A writer holds a shared lock until the end of its transaction; destroying or re-wrapping keys
 * takes it exclusively. So an erasure begins when all earlier writes have ended, and later writes see it. Readers never wait.
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

  /**
   * One transaction, durable when it resolves. Repeated after a deadlock or a serialization failure, so `work` may run more
   * than once.
   */
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

  /** As `writeOnce`, while no other transaction writes. Earlier writers have ended; later ones see a new generation. */
  async writeAlone<T>(work: (session: WritingSession) => Promise<T>): Promise<T> {
    return this.#transaction('EXCLUSIVE', async (session) => {
      const result = await work(session);
      await session.rows(`UPDATE ${this.#tables.meta} SET value = value + 1 WHERE name = 'generation'`);
      return result;
    });
  }

  /** Vacuums and analyses these tables. Rows that a running transaction may still see are left to autovacuum. */
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
   * Begins a transaction in one round trip. `synchronous_commit` is turned on where it is off: a key that is lost after the
   * ledger was written would be lost data. A low `random_page_cost` makes the planner look up hundreds of keys in the index
   * instead of reading the whole table.
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

/** Runs statements sequentially, also when several are requested concurrently. */
class Transaction implements WritingSession {
  readonly generation: number;
  /** The first error of a statement: it ended the transaction, even if the caller caught it. */
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
