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
  /** Whether a relay reads the outbox. */
  readonly announces: boolean;
}

/** Rows written before the first ANALYZE, and the factor by which they must have grown before each further one. */
const FIRST_ANALYSIS = 10_000;
const ANALYSIS_GROWTH = 4;

/**
 * A writer that stops responding in the middle of a batch loses the batch after seconds, so that its successor need not wait.
 */
const SESSION = `${BY_INDEX}; SET plan_cache_mode = force_generic_plan; SET idle_in_transaction_session_timeout = 10000`;

const FENCE = {
  name: 'touchstone_fence',
  text: `SELECT position, serving FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND edition = $2 FOR UPDATE`,
};

/**
 * One edition, open for writing by one runner, on a connection of its own. If two runners write (one was paused and does not
 * know that it lost the lead), the later commit fails as a whole, because the checkpoint is not where that runner left it.
 *
 * A commit that writes announcements waits for the disk: a server crash must not lose what a relay has published. Other
 * commits, such as those of an edition being built, do not wait: a crash undoes the last of them, rows and checkpoint
 * together, and they are made again.
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
        // It is unknown whether the commit was made, so the checkpoint is read again.
        if (error instanceof PostgresUnavailableError) this.#position = undefined;
        throw error;
      }),
    );
  }

  async setAside(unit: UnitOfWork, event: DeadLetter): Promise<void> {
    if (unit instanceof PostgresUnit) unit.deadLetters.push(event);
  }

  async belongTo(unit: UnitOfWork, installation: string): Promise<void> {
    if (unit instanceof PostgresUnit) unit.installation = installation;
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

  /** Sends everything the commit needs without waiting between statements; COMMIT follows only if all of them succeeded. */
  async #end(client: PoolClient, unit: PostgresUnit, position: Position): Promise<void> {
    const { announced, announces, deadLetters } = unit;
    const sent: Promise<unknown>[] = unit.flush();
    if (unit.installation !== undefined) sent.push(this.#keepInstallation(client, unit.installation));
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

  /** Analyses the tables: the planner needs statistics of fast-growing tables before autovacuum gets to them. */
  async #analyse(client: PoolClient): Promise<void> {
    this.#analyseAt = this.#rowsPut * ANALYSIS_GROWTH;
    // The commit is made already; an error of the connection will show at the next one.
    await client.query(this.#analysis).catch(() => undefined);
  }

  #keepInstallation(client: PoolClient, installation: string): Promise<unknown> {
    return client.query(`UPDATE ${BOOKKEEPING}.editions SET installation = $3 WHERE set_name = $1 AND edition = $2`, [
      this.set,
      this.edition,
      installation,
    ]);
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
