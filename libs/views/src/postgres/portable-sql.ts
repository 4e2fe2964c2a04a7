/** Tokens: quoted text and names, comments, words, question marks; everything else is one character each. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|[A-Za-z_][\w$]*|\?|[^]/g;

/**
 * Translates a statement of the portable part of SQL to PostgreSQL: `?` becomes `$1`, `$2`..., and names of `tables` after
 * FROM or JOIN are qualified with `schema`. Nothing else is changed; quoted text never is.
 */
export function forPostgres(sql: string, schema: string, tables: ReadonlySet<string>): string {
  let parameters = 0;
  let last = '';
  let beforeLast = '';
  return sql.replaceAll(TOKEN, (token) => {
    if (token === '?') {
      parameters += 1;
      beforeLast = last;
      last = '?';
      return `$${parameters}`;
    }
    if (/^\s$/.test(token) || token.startsWith('--')) return token;
    const isTable = (last === 'JOIN' || (last === 'FROM' && beforeLast !== 'DISTINCT')) && tables.has(token);
    beforeLast = last;
    last = token.toUpperCase();
    return isTable ? `${schema}.${token}` : token;
  });
}
