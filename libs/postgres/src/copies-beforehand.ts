import { escapeIdentifier } from 'pg';

/** Runs one statement, in the transaction of whoever copies or removes, and gives its rows. */
export type RunStatement = (sql: string, values?: readonly unknown[]) => Promise<readonly object[]>;

/** The schema that holds a copy of another as it was before a step: `touchstone_vault_before_2`. */
export function copyName(schema: string, step: number): string {
  return `${schema}_before_${step}`;
}

/**
 * Copies all tables of a schema, with indexes and constraints under the same names, and its sequences, to `copyName`: exactly
 * what the steps after it in the same transaction find, as nobody may write until that ends, and what they find again where the
 * copy is put back. One of an earlier attempt is replaced.
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
  await nameIndexes(run, schema, copyName(schema, step));
  for (const sequence of sequences) {
    await run(`CREATE SEQUENCE ${to}.${sequence}`);
    await run(`SELECT setval('${to}.${sequence}', last_value, is_called) FROM ${from}.${sequence}`);
  }
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

/** The indexes of a schema's tables by what they index; of several that index the same, it does not matter which is which. */
const INDEXES = `
  SELECT c.relname AS name, concat_ws(' ', t.relname, indisunique, indisprimary, substring(pg_get_indexdef(c.oid) FROM ' USING .*')) AS what
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relnamespace = $1::regnamespace ORDER BY what, name`;

/**
 * LIKE makes up names for what it copies. Gives the indexes of the schema `to`, and so the constraints that they are for, the
 * names which those of `from` have.
 */
async function nameIndexes(run: RunStatement, from: string, to: string): Promise<void> {
  const schema = escapeIdentifier(to);
  const wanted = await names(run, INDEXES, [escapeIdentifier(from)]);
  const madeUp = await names(run, INDEXES, [schema]);
  // All get out of the way first: one may have made up the name of another.
  for (const [n, name] of madeUp.entries()) await run(`ALTER INDEX ${schema}.${name} RENAME TO copied_${n}`);
  for (const [n, name] of wanted.entries()) await run(`ALTER INDEX ${schema}.copied_${n} RENAME TO ${name}`);
}

async function names(run: RunStatement, sql: string, values: readonly unknown[]): Promise<string[]> {
  const rows = await run(sql, values);
  return (rows as readonly { name: string }[]).map(({ name }) => escapeIdentifier(name));
}
