import type { Pool, PoolClient } from 'pg';
import { asPosition, type Position } from '#events';
import { openPool, PostgresUnavailableError, queryRows, withClient } from '#postgres';
import {
  ViewsUnavailableError,
  type Announcement,
  type DeadLetter,
  type EditionWriter,
  type UnitOfWork,
  type ViewSet,
} from '../views.js';
import { BOOKKEEPING, COMMITS_CHANNEL } from './bookkeeping.js';
import { BY_INDEX, schemaOf } from './edition-schema.js';
import { appendToOutbox } from './postgres-outbox.js';
import { PostgresUnit } from './postgres-unit.js';
import { TableStatements } from './table-statements.js';
import { withViewsErrors } from './views-errors.js';

export interface PostgresEditionOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly set: ViewSet;
  readonly edition: number;
  /** Whether anybody reads the outbox. */
  readonly announces: boolean;
}

/** Rows put before the planner is told of them for the first time, and by how many times more before each further time. */
const FIRST_ANALYSIS = 10_000;
const ANALYSIS_GROWTH = 4;

/** A writer that falls silent in the middle of a batch loses it after seconds, so that who takes over need not wait. */
const SESSION = `${BY_INDEX}; SET plan_cache_mode = force_generic_plan; SET idle_in_transaction_session_timeout = 10000`;

const FENCE = {
  name: 'touchstone_fence',
  text: `SELECT position, serving FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND edition = $2 FOR UPDATE`,
};

/**
 * One edition, open for writing by one runner, on a connection of its own. Should two runners write by mistake (one was
 * paused and does not know that it lost the lead), the later one's commit fails whole: the checkpoint is not where it
 * left it.
 *
 * A commit waits for the disk where its announcements go out: what a relay has published must not be forgotten by a
 * server that crashes. Otherwise, while an edition is built above all, it does not: a crash takes the last commits
 * back, rows and checkpoint together, and they are made again.
 */
export class PostgresEdition implements EditionWriter {
  readonly set: string;
  readonly edition: number;
  readonly #announces: boolean;
  readonly #pool: Pool;
  readonly #statements: TableStatements;
  readonly #analysis: string;
  #rowsPut = 0;
  #analyseAt = FIRST_ANALYSIS;
  /** Where this runner left the checkpoint; `undefined` until it has been read. */
  #position: Position | undefined;

  constructor({ url, applicationName, set, edition, announces }: PostgresEditionOptions) {
    this.set = set.name;
    this.edition = edition;
    this.#analysis = `ANALYZE ${set.tables.map(({ name }) => `${schemaOf(set.name, edition)}.${name}`).join(', ')}`;
    this.#announces = announces;
    this.#pool = openPool({ url, applicationName, max: 1, pipeline: true, session: SESSION });
    this.#statements = new TableStatements(schemaOf(set.name, edition));
  }

  async position(): Promise<Position> {
    const [row] = await withViewsErrors(() =>
      queryRows<{ position: number }>(
        this.#pool,
        `SELECT position FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND edition = $2`,
        [this.set, this.edition],
      ),
    );
    if (!row) throw this.#gone();
    this.#position ??= asPosition(row.position);
    return asPosition(row.position);
  }

  async commit(
    position: Position | (() => Position),
    work: (unit: UnitOfWork) => Promise<void>,
  ): Promise<readonly Announcement[]> {
    return withViewsErrors(() =>
      withClient(this.#pool, async (client) => {
        const unit = await this.#begin(client);
        await work(unit);
        const reached = typeof position === 'function' ? position() : position;
        await this.#end(client, unit, reached);
        this.#position = reached;
        this.#rowsPut += unit.rowsPut;
        if (this.#rowsPut >= this.#analyseAt) await this.#analyse(client);
        return unit.announced;
      }).catch((error: unknown) => {
        // Whether the commit was made is not known: what is there is read again.
        if (error instanceof PostgresUnavailableError) this.#position = undefined;
        throw error;
      }),
    );
  }

  async setAside(unit: UnitOfWork, event: DeadLetter): Promise<void> {
    if (unit instanceof PostgresUnit) unit.deadLetters.push(event);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #begin(client: PoolClient): Promise<PostgresUnit> {
    const [, { rows }] = await Promise.all([
      client.query('BEGIN'),
      client.query<{ position: number; serving: boolean }>({ ...FENCE, values: [this.set, this.edition] }),
    ]);
    const [row] = rows;
    if (!row) throw this.#gone();
    if (this.#position !== undefined && BigInt(row.position) !== this.#position) {
      throw new ViewsUnavailableError(
        'closed',
        `Another projector has gone on with edition ${this.edition} of the ${this.set} views (at ${row.position}, not ${this.#position}). This one stops.`,
      );
    }
    return new PostgresUnit(client, this.#statements, this.#announces && row.serving);
  }

  /** Everything that the commit needs is sent at once; the commit only where all of it went well. */
  async #end(client: PoolClient, unit: PostgresUnit, position: Position): Promise<void> {
    const { announced, announces, deadLetters } = unit;
    const sent: Promise<unknown>[] = unit.flush();
    if (deadLetters.length > 0) sent.push(this.#keepDeadLetters(client, deadLetters));
    if (announced.length > 0) sent.push(client.query(appendToOutbox(this.set, announced)));
    sent.push(
      client.query({
        name: 'touchstone_checkpoint',
        text: `UPDATE ${BOOKKEEPING}.editions SET position = $3 WHERE set_name = $1 AND edition = $2 RETURNING CASE WHEN serving THEN pg_notify('${COMMITS_CHANNEL}', set_name) END`,
        values: [this.set, this.edition, String(position)],
      }),
    );
    if (!announces) sent.push(client.query('SET LOCAL synchronous_commit = off'));
    const results = await Promise.allSettled(sent);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    await client.query('COMMIT');
  }

  /** The planner needs to know how tables that grow from nothing look, also where no autovacuum comes in time. */
  async #analyse(client: PoolClient): Promise<void> {
    this.#analyseAt = this.#rowsPut * ANALYSIS_GROWTH;
    // The commit is made; what is wrong with the connection, if anything, the next one will meet.
    await client.query(this.#analysis).catch(() => undefined);
  }

  #keepDeadLetters(client: PoolClient, events: readonly DeadLetter[]): Promise<unknown> {
    return client.query(
      `INSERT INTO ${BOOKKEEPING}.dead_letters (set_name, edition, position, type, reason)
       SELECT $1, $2, d.* FROM unnest($3::bigint[], $4::text[], $5::text[]) AS d ON CONFLICT DO NOTHING`,
      [
        this.set,
        this.edition,
        events.map((event) => String(event.position)),
        events.map(({ type }) => type),
        events.map(({ reason }) => reason),
      ],
    );
  }

  #gone(): ViewsUnavailableError {
    return new ViewsUnavailableError(
      'closed',
      `Edition ${this.edition} of the ${this.set} views was dropped while it was being written.`,
    );
  }
}
