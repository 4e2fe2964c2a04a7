import type { Pool } from 'pg';
import { queryRows } from '#postgres';
import type { ViewsProblem } from '../views.js';
import { BOOKKEEPING } from './bookkeeping.js';
import { withViewsErrors } from './views-errors.js';

/** Of a set: the edition that serves, or the one that is being built. */
export type EditionRole = 'serving' | 'building';

/**
 * A projector tries again, and notes it each time: a try fails after half a minute at the latest, and a pause lasts ten seconds.
 * What is older was noted by one that is gone.
 */
const LASTS = "interval '2 minutes'";

/** What keeps sets from going on, as whoever projects them noted it: known in every process. */
export class EditionProblems {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The problems of a set, by the edition concerned. One round trip. */
  async of(set: string): Promise<Readonly<Partial<Record<EditionRole, ViewsProblem>>>> {
    const rows = await withViewsErrors(() =>
      queryRows<{ role: EditionRole; code: string; since: Date }>(
        this.#pool,
        `SELECT role, code, since FROM ${BOOKKEEPING}.problems WHERE set_name = $1 AND noted_at > now() - ${LASTS}`,
        [set],
      ),
    );
    return Object.fromEntries(rows.map(({ role, code, since }) => [role, { code, since: since.toISOString() }]));
  }

  /** Notes a problem, for two minutes; one that is known already keeps since when, and gets the newer code. */
  async note(set: string, role: EditionRole, code: string): Promise<void> {
    await withViewsErrors(() =>
      queryRows(
        this.#pool,
        `INSERT INTO ${BOOKKEEPING}.problems AS p (set_name, role, code) VALUES ($1, $2, $3)
         ON CONFLICT (set_name, role) DO UPDATE SET code = excluded.code, noted_at = now(),
           since = CASE WHEN p.noted_at > now() - ${LASTS} THEN p.since ELSE now() END`,
        [set, role, code],
      ),
    );
  }

  /** It goes on. */
  async clear(set: string, role: EditionRole): Promise<void> {
    await withViewsErrors(() =>
      queryRows(this.#pool, `DELETE FROM ${BOOKKEEPING}.problems WHERE set_name = $1 AND role = $2`, [set, role]),
    );
  }
}
