import type { Pool } from 'pg';
import { asPosition } from '#events';
import { inTransaction, migrate, openPool, queryRows } from '#postgres';
import { ViewsUnavailableError, type EditionState, type Outbox, type ViewSet, type EditionRequest } from '../views.js';
import { BOOKKEEPING, BOOKKEEPING_STEPS } from './bookkeeping.js';
import { commits } from './commits.js';
import { EditionProblems } from './edition-problems.js';
import { BY_INDEX, createEdition, schemaOf } from './edition-schema.js';
import { PostgresEdition } from './postgres-edition.js';
import { PostgresOutbox } from './postgres-outbox.js';
import { PostgresViewReader } from './postgres-view-reader.js';
import { promoteEdition, type Promotion } from './promote-edition.js';
import { withViewsErrors } from './views-errors.js';

export interface PostgresEditionsOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Whether a relay reads the outbox. Without one nothing is written to it. */
  readonly announces: boolean;
  /** Most connections for reading. Default 10. */
  readonly max?: number;
  /** The longest that reading or a change of the bookkeeping may take. Default 30,000; a writer has its own limit. */
  readonly statementTimeoutMs?: number;
}

/** An edition, and how long ago it was made, by the database's clock. */
export interface PostgresEditionState extends EditionState {
  readonly ageSeconds: number;
}

/**
 * The editions of all sets in one database, a schema each: `<set>_<edition>`, and the schema `touchstone_views` that says
 * which of them serves. A change to a set is visible in every process at once.
 */
export class PostgresEditions {
  readonly outbox: Outbox;
  readonly problems: EditionProblems;
  readonly #options: PostgresEditionsOptions;
  readonly #pool: Pool;
  readonly #readers = new Map<string, PostgresViewReader>();

  private constructor(options: PostgresEditionsOptions, pool: Pool) {
    this.#options = options;
    this.#pool = pool;
    this.outbox = new PostgresOutbox(pool, options.url);
    this.problems = new EditionProblems(pool);
  }

  /**
   * Connects, and creates or migrates the tables that the editions need. Safe when several processes do so at once.
   * @throws ViewsUnavailableError NewerDatabaseError InvalidPostgresUrlError
   */
  static async open(options: PostgresEditionsOptions): Promise<PostgresEditions> {
    const pool = openPool({
      url: options.url,
      applicationName: options.applicationName,
      session: BY_INDEX,
      ...(options.max === undefined ? {} : { max: options.max }),
      ...(options.statementTimeoutMs === undefined ? {} : { statementTimeoutMs: options.statementTimeoutMs }),
    });
    try {
      await withViewsErrors(() => migrate(pool, BOOKKEEPING, BOOKKEEPING_STEPS));
      return new PostgresEditions(options, pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** The edition that serves; `undefined` where there is none. */
  async serving(set: string): Promise<number | undefined> {
    return (await this.states(set)).find(({ serving }) => serving)?.edition;
  }

  /** All editions of a set, oldest first. */
  async editions(set: string): Promise<number[]> {
    return (await this.states(set)).map(({ edition }) => edition);
  }

  /** The state of all editions of a set, oldest first. One round trip. */
  async states(set: string): Promise<PostgresEditionState[]> {
    const rows = await withViewsErrors(() =>
      queryRows<{
        edition: number;
        version: string;
        position: number;
        serving: boolean;
        dead_letters: number;
        age_seconds: number;
        installation: string | null;
      }>(
        this.#pool,
        `SELECT e.edition, e.version, e.position, e.serving, e.installation, extract(epoch FROM now() - e.created_at)::float8 AS age_seconds,
           (SELECT count(*) FROM ${BOOKKEEPING}.dead_letters d WHERE d.set_name = e.set_name AND d.edition = e.edition) AS dead_letters
         FROM ${BOOKKEEPING}.editions e WHERE e.set_name = $1 ORDER BY e.edition`,
        [set],
      ),
    );
    return rows.map(({ edition, version, position, serving, dead_letters, age_seconds, installation }) => ({
      set,
      edition,
      version,
      position: asPosition(position),
      deadLetters: dead_letters,
      serving,
      ageSeconds: age_seconds,
      installation: installation ?? undefined,
    }));
  }

  /** @throws ViewsUnavailableError `no-edition` where there is no such edition */
  async state(set: string, edition: number): Promise<PostgresEditionState> {
    const state = (await this.states(set)).find((candidate) => candidate.edition === edition);
    if (!state) throw new ViewsUnavailableError('no-edition', `There is no edition ${edition} of the ${set} views.`);
    return state;
  }

  /** Makes the next edition, empty. Numbers are never used twice. */
  async create({ name, version, tables }: ViewSet): Promise<number> {
    return withViewsErrors(() =>
      inTransaction(this.#pool, async (client) => {
        const { rows } = await client.query<{ last_edition: number }>(
          `INSERT INTO ${BOOKKEEPING}.sets AS s (name, last_edition) VALUES ($1, 1)
           ON CONFLICT (name) DO UPDATE SET last_edition = s.last_edition + 1 RETURNING last_edition`,
          [name],
        );
        const edition = rows[0]?.last_edition ?? 1;
        await client.query(`INSERT INTO ${BOOKKEEPING}.editions (set_name, edition, version) VALUES ($1, $2, $3)`, [
          name,
          edition,
          version,
        ]);
        await client.query(createEdition(schemaOf(name, edition), tables));
        return edition;
      }),
    );
  }

  /** Connects with the first commit. Close it. */
  writer(set: ViewSet, edition: number): PostgresEdition {
    const { url, applicationName, announces } = this.#options;
    return new PostgresEdition({ url, applicationName, announces, set, edition });
  }

  /** A reader of the edition that serves at the time of each query; one per set, closed with the editions. */
  reader(set: string): PostgresViewReader {
    let reader = this.#readers.get(set);
    if (!reader) this.#readers.set(set, (reader = new PostgresViewReader(this.#pool, set)));
    return reader;
  }

  /**
   * Makes an edition the one that serves, for every process, and writes the difference that subscribers must hear to the
   * outbox, in one transaction. Where another one serves, both must be at the same position; their writers wait meanwhile.
   * With `inPlaceOf`, the edition that the caller knows to serve: refused (`closed`) where somebody else has promoted since.
   * With `anew`, for one that is not of this ledger, the new one begins without it.
   * @throws EditionsApartError ViewsUnavailableError
   */
  async promote(set: ViewSet, edition: number, how: Pick<Promotion, 'inPlaceOf' | 'anew'> = {}): Promise<void> {
    await withViewsErrors(() => promoteEdition(this.#pool, { set, edition, ...how }, this.#options.announces));
    this.#readers.get(set.name)?.promoted();
  }

  /** Removes an edition that does not serve, with its tables. Waits for the queries that read it. */
  async drop(set: string, edition: number): Promise<void> {
    await withViewsErrors(() =>
      inTransaction(this.#pool, async (client) => {
        const { rowCount } = await client.query(
          `DELETE FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND edition = $2 AND NOT serving`,
          [set, edition],
        );
        if (rowCount === 1) await client.query(`DROP SCHEMA IF EXISTS ${schemaOf(set, edition)} CASCADE`);
      }),
    );
  }

  /** Requests that the leading projector build a new edition of a set, or promote the one being built. Idempotent. */
  async request(set: string, wish: EditionRequest): Promise<void> {
    await withViewsErrors(() =>
      queryRows(this.#pool, `INSERT INTO ${BOOKKEEPING}.requests (set_name, wish) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        set,
        wish,
      ]),
    );
  }

  /** The open requests. */
  async requests(set: string): Promise<EditionRequest[]> {
    const rows = await withViewsErrors(() =>
      queryRows<{ wish: EditionRequest }>(this.#pool, `SELECT wish FROM ${BOOKKEEPING}.requests WHERE set_name = $1`, [set]),
    );
    return rows.map(({ wish }) => wish);
  }

  /** Settles a request that was fulfilled or cannot be. */
  async settle(set: string, wish: EditionRequest): Promise<void> {
    await withViewsErrors(() =>
      queryRows(this.#pool, `DELETE FROM ${BOOKKEEPING}.requests WHERE set_name = $1 AND wish = $2`, [set, wish]),
    );
  }

  /** A signal after each commit of a serving edition, in any process: see `Outbox.changes`. */
  commits(signal: AbortSignal): AsyncIterable<void> {
    return commits(this.#options.url, signal);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
