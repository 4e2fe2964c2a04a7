/** Quoted text and names, comments, words, question marks; everything else goes by one character. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|[A-Za-z_][\w$]*|\?|[^]/g;

/**
 * A statement of the portable part of SQL as PostgreSQL takes it: `?` becomes `$1`, `$2`..., and what stands after FROM or
 * JOIN and is one of `tables` is looked for in `schema`. Nothing else is changed, least of all quoted text.
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
