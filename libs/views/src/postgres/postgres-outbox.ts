import type { Pool, QueryConfig } from 'pg';
import { queryRows } from '#postgres';
import type { Announcement, Outbox, OutboxMessage } from '../views.js';
import { arrayLiteral } from './array-literal.js';
import { BOOKKEEPING } from './bookkeeping.js';
import { commits } from './commits.js';
import { withViewsErrors } from './views-errors.js';

/**
 * Writes messages after the set's last one. The set's row is locked until the transaction ends, so the next to write waits
 * for it: sequences are in the order of commits and without gaps.
 */
export function appendToOutbox(set: string, messages: readonly Announcement[]): QueryConfig {
  return {
    name: 'touchstone_outbox_append',
    text: `WITH head AS (
        UPDATE ${BOOKKEEPING}.sets SET outbox_head = outbox_head + $2 WHERE name = $1 RETURNING outbox_head - $2 AS before
      )
      INSERT INTO ${BOOKKEEPING}.outbox (set_name, sequence, topic, key, message)
      SELECT $1, head.before + m.number, m.topic, m.key, m.message
      FROM head, unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS m (topic, key, message, number)`,
    values: [
      set,
      messages.length,
      arrayLiteral(messages.map(({ topic }) => topic)),
      arrayLiteral(messages.map(({ key }) => key)),
      arrayLiteral(messages.map(({ message }) => JSON.stringify(message))),
    ],
  };
}

const READ = {
  name: 'touchstone_outbox_read',
  text: `SELECT sequence, id, topic, key, message FROM ${BOOKKEEPING}.outbox WHERE set_name = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
};

/** The outboxes of all sets, in one table. */
export class PostgresOutbox implements Outbox {
  readonly #pool: Pool;
  readonly #url: string;

  constructor(pool: Pool, url: string) {
    this.#pool = pool;
    this.#url = url;
  }

  async read(set: string, after: bigint, limit: number): Promise<readonly OutboxMessage[]> {
    const rows = await withViewsErrors(() =>
      queryRows<{ sequence: number; id: string; topic: string; key: string; message: string }>(this.#pool, READ, [
        set,
        String(after),
        limit,
      ]),
    );
    return rows.map(({ sequence, id, topic, key, message }) => ({
      sequence: BigInt(sequence),
      id,
      topic,
      key,
      message: JSON.parse(message) as unknown,
    }));
  }

  async head(set: string): Promise<bigint> {
    const [row] = await withViewsErrors(() =>
      queryRows<{ outbox_head: number }>(this.#pool, `SELECT outbox_head FROM ${BOOKKEEPING}.sets WHERE name = $1`, [set]),
    );
    return BigInt(row?.outbox_head ?? 0);
  }

  async trim(set: string, before: bigint): Promise<void> {
    await withViewsErrors(() =>
      queryRows(this.#pool, `DELETE FROM ${BOOKKEEPING}.outbox WHERE set_name = $1 AND sequence < $2`, [set, String(before)]),
    );
  }

  changes(signal: AbortSignal): AsyncIterable<void> {
    return commits(this.#url, signal);
  }
}
