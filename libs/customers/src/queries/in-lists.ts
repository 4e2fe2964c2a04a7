import type { Row, Value, ViewReader } from '#views';

/** Most values that one statement is asked for. */
const CHUNK = 512;

/**
 * `?, ?, ...` for at least one value, and the values repeated to fill it: lists of many lengths share few statements.
 */
export function inList<V extends Value>(values: readonly V[]): { readonly marks: string; readonly params: readonly V[] } {
  let length = 1;
  while (length < values.length) length *= 2;
  const last = values.at(-1);
  const params = last === undefined ? [] : [...values, ...Array.from({ length: length - values.length }, () => last)];
  return { marks: Array.from({ length }, () => '?').join(', '), params };
}

export function chunksOf<V>(values: readonly V[], size = CHUNK): V[][] {
  const chunks: V[][] = [];
  for (let start = 0; start < values.length; start += size) chunks.push(values.slice(start, start + size));
  return chunks;
}

/** Runs `sql` for `values` in lists of bounded length, `rest` being the parameters after the list, and puts the rows together. */
export async function allIn<R extends Row>(
  reader: ViewReader,
  values: readonly Value[],
  sql: (marks: string) => string,
  rest: readonly Value[] = [],
): Promise<R[]> {
  const rows: R[] = [];
  for (const chunk of chunksOf(values)) {
    const { marks, params } = inList(chunk);
    for (const row of await reader.all<R>(sql(marks), [...params, ...rest])) rows.push(row);
  }
  return rows;
}
