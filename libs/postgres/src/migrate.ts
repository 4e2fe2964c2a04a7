import { escapeIdentifier, type Pool, type QueryConfig } from 'pg';
import { advisoryKey } from './advisory-key.js';
import { copyBeforehand, copyName } from './copies-beforehand.js';
import { inTransaction } from './in-transaction.js';
import { serverOf } from './server-name.js';

/** One change of a schema. Steps are only ever added at the end; one that was released is never changed. */
export interface MigrationStep {
  /** For instance `001-first-tables`. */
  readonly id: string;
  /** Statements; names without a schema are in the schema migrated. Each must be able to run in a transaction. */
  readonly sql: string;
}

/** Time limit of one step, and of the wait for another process's migration. */
const LONGEST_MS = 3_600_000;

/** The database was made by a newer version, whose tables this one does not know. */
export class NewerDatabaseError extends Error {
  readonly code = 'newer-version';
}

export interface MigrateOptions {
  /** Nothing can make again what is in the schema: a copy is kept of it as it was (`copyBeforehand`), in the same transaction. */
  readonly irreplaceable?: boolean;
  /** Where it is told that a schema is copied and changed: both may take minutes. */
  readonly log?: { info(fields: object, message: string): void } | undefined;
}

/**
 * Brings `schema` up to date, making it where there is none: all steps that are due, or none, in one transaction. Many
 * processes may start at once; one migrates, the others wait for it.
 * @throws NewerDatabaseError PostgresUnavailableError
 */
export async function migrate(
  pool: Pool,
  schema: string,
  steps: readonly MigrationStep[],
  { irreplaceable = false, log }: MigrateOptions = {},
): Promise<void> {
  const name = escapeIdentifier(schema);
  await inTransaction(pool, async (client) => {
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(withoutTimeLimit('SELECT pg_advisory_xact_lock($1)', [advisoryKey(`migrate ${schema}`)]));
    const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rowCount === 0) await client.query(`CREATE SCHEMA ${name}`);
    await client.query(`SET LOCAL search_path = ${name}, public`);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (id text PRIMARY KEY, migrated_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ id: string }>('SELECT id FROM migrations');
    const unknown = rows.map(({ id }) => id).find((id) => !steps.some((step) => step.id === id));
    if (unknown !== undefined) {
      throw new NewerDatabaseError(
        `The schema ${schema} in PostgreSQL at ${serverOf(pool)} was made by a newer version of Touchstone (it has ${unknown}). Start that version, or restore an older backup.`,
      );
    }
    const due = steps.filter(({ id }) => !rows.some((row) => row.id === id));
    const next = steps.length - due.length + 1;
    if (irreplaceable && rows.length > 0 && due.length > 0) {
      log?.info({ schema, copy: copyName(schema, next) }, 'copying a schema of an older version, then bringing it up to date');
      await copyBeforehand(async (sql, values) => (await client.query<object>(withoutTimeLimit(sql, values))).rows, schema, next);
    }
    for (const { id, sql } of due) {
      await client.query(withoutTimeLimit(sql));
      await client.query('INSERT INTO migrations (id) VALUES ($1)', [id]);
    }
  });
}

/** A statement without the pool's time limit. The driver supports this option per statement; its types do not declare it. */
function withoutTimeLimit(text: string, values: readonly unknown[] = []): QueryConfig {
  const statement: QueryConfig & { readonly query_timeout: number } = { text, values: [...values], query_timeout: LONGEST_MS };
  return statement;
}
