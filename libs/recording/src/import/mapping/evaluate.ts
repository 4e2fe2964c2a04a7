import type { Row } from './columns.js';

/** What a mapping makes of a record. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/**
 * An expression of the mapping, compiled. `row` is the record that it reads (the first of a group), `group` all records
 * of the touchpoint. `undefined` = nothing: the field is left out.
 */
export type Evaluate = (row: Row, group: readonly Row[]) => Json | undefined;

/** Whether something holds for a record. */
export type Holds = (row: Row, group: readonly Row[]) => boolean;

/** The expression's value as text; `undefined` where it has none. */
export function textOf(evaluate: Evaluate, row: Row, group: readonly Row[]): string | undefined {
  const value = evaluate(row, group);
  if (value === undefined || typeof value === 'object') return undefined;
  return String(value);
}
