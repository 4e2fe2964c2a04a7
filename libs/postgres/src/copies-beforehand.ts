import { escapeIdentifier } from 'pg';

/** Runs one statement, in the transaction of whoever copies or removes, and gives its rows. */
export type RunStatement = (sql: string, values?: readonly unknown[]) => Promise<readonly object[]>;

/** The schema that holds a copy of another as it was before a step: `touchstone_vault_before_2`. */
export function copyName(schema: string, step: number): string {
  return `${schema}_before_${step}`;
}

/**
 * Copies all tables of a schema, with indexes and constraints, and its sequences, to `copyName`: exactly what the steps after
 * it in the same transaction find, as nobody may write until that ends. One of an earlier attempt is replaced.
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
    await run(`CREATE TABLE ${to}.${table} (LIKE ${from}.${table} INCLUDING ALL)`);
    await run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  }
  await nameIndexesAlike(run, schema, copyName(schema, step));
  for (const sequence of sequences) {
    await run(`CREATE SEQUENCE ${to}.${sequence}`);
    await run(`SELECT setval('${to}.${sequence}', last_value, is_called) FROM ${from}.${sequence}`);
  }
}

/** Indexes that follow a table get names of their own; steps to come know those of the original. */
async function nameIndexesAlike(run: RunStatement, schema: string, copy: string): Promise<void> {
  const [named, made] = [await indexesOf(run, schema), await indexesOf(run, copy)];
  if (named.map(({ what }) => what).join() !== made.map(({ what }) => what).join())
    throw new Error(`The indexes of ${copy} are not those of ${schema}.`);
  const rename = (from: string, to: string): Promise<unknown> =>
    run(`ALTER INDEX ${escapeIdentifier(copy)}.${escapeIdentifier(from)} RENAME TO ${escapeIdentifier(to)}`);
  // By way of names that nobody has: one may be called as another one is to be.
  for (const [place, { name }] of made.entries()) await rename(name, `copied_${place}`);
  for (const [place, { name }] of named.entries()) await rename(`copied_${place}`, name);
}

/** The indexes of a schema, in the order of what they are: table and definition without names. */
async function indexesOf(run: RunStatement, schema: string): Promise<readonly { name: string; what: string }[]> {
  const rows = await run(
    `SELECT indexname AS name, tablename || ': ' || regexp_replace(indexdef, ' INDEX \\S+ ON \\S+ ', ' ') AS what
     FROM pg_indexes WHERE schemaname = $1 ORDER BY what, name`,
    [schema],
  );
  return rows as readonly { name: string; what: string }[];
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
