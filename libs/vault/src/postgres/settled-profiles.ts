import { setTimeout as sleep } from 'node:timers/promises';
import { escapeLiteral } from 'pg';
import type { Tables } from './schema.js';
import type { Session } from './vault-database.js';

const ASK_AGAIN_MS = 5;
const PATIENCE_MS = 5_000;

/**
 * How far profiles can be read in order. An id is assigned when a profile is written and becomes visible when its transaction
 * commits; a transaction with a smaller id may commit later. Writers of profiles hold a lock on `meta` from before an id is
 * assigned, so the ids assigned so far are final once all transactions that hold that lock now have ended.
 */
export class SettledProfiles {
  readonly #drawn: string;
  readonly #writers: string;

  constructor({ meta, profileIds }: Tables) {
    this.#drawn = `SELECT last_value AS last FROM ${profileIds}`;
    this.#writers = `
        SELECT virtualtransaction AS writer FROM pg_locks WHERE locktype = 'relation' AND relation = ${escapeLiteral(meta)}::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND mode = 'RowShareLock' AND granted
      `;
  }

  /**
   * An id up to which no further profile can appear; waits for the transactions that write now. Undefined where one of them
   * takes longer than five seconds.
   */
  async upTo(session: Session): Promise<number | undefined> {
    const [drawn] = await session.rows<{ last: number }>(this.#drawn);
    const until = Date.now() + PATIENCE_MS;
    for (let waited = await this.#writing(session); waited.size > 0;) {
      if (Date.now() > until) return undefined;
      await sleep(ASK_AGAIN_MS);
      const now = await this.#writing(session);
      waited = new Set([...waited].filter((writer) => now.has(writer)));
    }
    return drawn?.last;
  }

  async #writing(session: Session): Promise<ReadonlySet<string>> {
    const rows = await session.rows<{ writer: string }>(this.#writers);
    return new Set(rows.map(({ writer }) => writer));
  }
}
