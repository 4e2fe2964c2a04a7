import type { Pool, PoolClient } from 'pg';
import { asPosition } from '#events';
import { inTransaction } from '#postgres';
import { ViewsUnavailableError, type Announcement, type Row, type Value, type ViewReader, type ViewSet } from '../views.js';
import { BOOKKEEPING, COMMITS_CHANNEL } from './bookkeeping.js';
import { appendToOutbox } from './postgres-outbox.js';
import { EditionReader, tablesOf } from './postgres-view-reader.js';

/** Announcements per statement. */
const BATCH = 1000;

/**
 * The edition to be promoted is not at the position of the serving one, so their difference would not be what subscribers
 * must hear.
 */
export class EditionsApartError extends Error {
  readonly code = 'editions-apart';
}

interface EditionRow {
  readonly edition: number;
  readonly position: number;
  readonly serving: boolean;
}

export interface Promotion {
  readonly set: ViewSet;
  readonly edition: number;
  /** The edition that the caller believes to serve: if another one does, nothing is promoted. */
  readonly inPlaceOf?: number;
  /**
   * What serves is not of this ledger: the new one begins without it, from wherever it is, and subscribers hear of no difference
   * but all that the new one announces.
   */
  readonly anew?: boolean;
}

/**
 * In one transaction, writes the difference to the outbox and makes the other edition serve. Holds at most a thousand
 * announcements in memory.
 */
export async function promoteEdition(
  pool: Pool,
  { set, edition, inPlaceOf, anew = false }: Promotion,
  announces: boolean,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<EditionRow>(
      `SELECT edition, position, serving FROM ${BOOKKEEPING}.editions WHERE set_name = $1 AND (serving OR edition = $2) ORDER BY edition FOR UPDATE`,
      [set.name, edition],
    );
    const after = rows.find((row) => row.edition === edition);
    if (!after)
      throw new ViewsUnavailableError('no-edition', `There is no edition ${edition} of the ${set.name} views to promote.`);
    if (after.serving) return;
    const before = rows.find(({ serving }) => serving);
    if (inPlaceOf !== undefined && before?.edition !== inPlaceOf) {
      throw new ViewsUnavailableError(
        'closed',
        `Another projector has promoted edition ${before?.edition} of the ${set.name} views meanwhile. Edition ${edition} is not promoted.`,
      );
    }
    if (before && !anew && before.position !== after.position) {
      throw new EditionsApartError(
        `Edition ${edition} of the ${set.name} views is at ${after.position}, the serving one at ${before.position}. Bring them to the same position first.`,
      );
    }
    if (before && !anew && announces && set.difference) {
      await announceAll(
        client,
        set.name,
        set.difference(await readerInTransaction(client, set.name, before), await readerInTransaction(client, set.name, after)),
      );
    }
    await client.query(`UPDATE ${BOOKKEEPING}.editions SET serving = false WHERE set_name = $1 AND serving`, [set.name]);
    await client.query(`UPDATE ${BOOKKEEPING}.editions SET serving = true WHERE set_name = $1 AND edition = $2`, [
      set.name,
      edition,
    ]);
    await client.query('SELECT pg_notify($1, $2)', [COMMITS_CHANNEL, set.name]);
  });
}

/** A reader of an edition inside the promoting transaction, whose lock keeps its writer waiting. */
async function readerInTransaction(client: PoolClient, set: string, { edition, position }: EditionRow): Promise<ViewReader> {
  const { rows } = await client.query<{ name: string }>(tablesOf(set, edition));
  const reader = new EditionReader(
    client,
    set,
    edition,
    rows.map(({ name }) => name),
  );
  return {
    all: <R extends Row>(sql: string, params: readonly Value[] = []) => reader.all<R>(sql, params),
    position: async () => asPosition(position),
  };
}

async function announceAll(client: PoolClient, set: string, announcements: AsyncIterable<Announcement>): Promise<void> {
  let batch: Announcement[] = [];
  for await (const announcement of announcements) {
    batch.push(announcement);
    if (batch.length < BATCH) continue;
    await client.query(appendToOutbox(set, batch));
    batch = [];
  }
  if (batch.length > 0) await client.query(appendToOutbox(set, batch));
}
