import { escapeIdentifier } from 'pg';

/** Runs one statement, in the transaction of whoever copies or removes, and gives its rows. */
export type RunStatement = (sql: string, values?: readonly unknown[]) => Promise<readonly object[]>;

/** The schema that holds a copy of another as it was before a step: `touchstone_vault_before_2`. */
export function copyName(schema: string, step: number): string {
  return `${schema}_before_${step}`;
}

/**
 * Copies all tables of a schema, with indexes and constraints under their names, and its sequences, to `copyName`: exactly
 * what the steps after it in the same transaction find, as nobody may write until that ends. One of an earlier attempt is
 * replaced. Foreign keys are not copied.
 */
export async function copyBeforehand(run: RunStatement, schema: string, step: number): Promise<void> {
  const from = escapeIdentifier(schema);
  const to = escapeIdentifier(copyName(schema, step));
  const tables = await names(run, 'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY name', [schema]);
  const sequences = await names(run, 'SELECT sequencename AS name FROM pg_sequences WHERE schemaname = $1 ORDER BY name', [
    schema,
  ]);
  await run(`LOCK TABLE ${tables.map((table) => `${from}.${table}`).join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
  await run(`DROP SCHEMA IF EXISTS ${to} CASCADE`);
  await run(`CREATE SCHEMA ${to}`);
  for (const table of tables) {
    await run(`CREATE TABLE ${to}.${table} (LIKE ${from}.${table} INCLUDING ALL EXCLUDING INDEXES)`);
    await run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  }
  for (const statement of await indexStatements(run, schema, copyName(schema, step))) await run(statement);
  for (const sequence of sequences) {
    await run(`CREATE SEQUENCE ${to}.${sequence}`);
    await run(`SELECT setval('${to}.${sequence}', last_value, is_called) FROM ${from}.${sequence}`);
  }
}

/**
 * What makes the indexes of `schema` in its copy, each under its name. PostgreSQL would make up names where it copied them
 * itself, and a later step that drops or changes one by its name would not find it.
 */
async function indexStatements(run: RunStatement, schema: string, copy: string): Promise<readonly string[]> {
  const rows = await run(
    `SELECT CASE WHEN c.oid IS NULL
       THEN replace(pg_get_indexdef(i.oid), format(' ON %I.%I ', $1::text, t.relname), format(' ON %I.%I ', $2::text, t.relname))
       ELSE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, t.relname, c.conname, pg_get_constraintdef(c.oid))
       END AS statement
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
       LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.conrelid = t.oid AND c.contype IN ('p', 'u', 'x')
     WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)
     ORDER BY i.relname`,
    [schema, copy],
  );
  return (rows as readonly { statement: string }[]).map(({ statement }) => statement);
}

/** Removes every copy of a schema. */
export async function removeCopies(run: RunStatement, schema: string): Promise<void> {
  const copies = await names(
    run,
    `SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1) AND substr(nspname, length($1) + 1) ~ '^[0-9]+$'`,
    [`${schema}_before_`],
  );
  for (const copy of copies) await run(`DROP SCHEMA ${copy} CASCADE`);
}

async function names(run: RunStatement, sql: string, values: readonly unknown[]): Promise<string[]> {
  const rows = await run(sql, values);
  return (rows as readonly { name: string }[]).map(({ name }) => escapeIdentifier(name));
}
