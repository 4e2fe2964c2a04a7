import { findFlaw, inspectText, MAX_DEPTH } from './find-flaw.js';
import { describeSyntaxError } from './syntax-error.js';

/** Counts of a walk over a parsed value. */
interface Walk {
  keys: number;
  numbers: number;
  suspect: boolean;
}

/**
 * Parses JSON as `JSON.parse` does, but that null is absent: a name whose value is null is left out, at every level. (A null
 * in a list stays: a list has no gaps, so whoever reads it refuses that.) And it refuses what later steps would misinterpret: duplicate keys (the earlier one would be
 * lost), keys that reach into prototypes, NUL characters and lone surrogates (stores cut or replace them), nesting deeper
 * than 32, numbers that a double cannot keep or that are beyond 2^53.
 *
 * The text is scanned as a whole first, so that a valid one costs little more than `JSON.parse`; only a suspect text is read
 * again token by token, to report what is wrong and where.
 * @throws JsonProblemError naming place and remedy
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw describeSyntaxError(text);
  }
  const { keys, suspect } = inspectText(text);
  const walk: Walk = { keys: 0, numbers: 0, suspect };
  visit(value, walk, 0);
  if (walk.suspect || walk.keys !== keys || (walk.numbers > 0 && LONG_NUMBER.test(text))) {
    const flaw = findFlaw(text);
    if (flaw) throw flaw;
  }
  return value;
}

/**
 * A number of sixteen characters has at least fifteen digits; shorter ones are always exact as a double. A match only leads
 * to the thorough check.
 */
const LONG_NUMBER = /[\d.]{16}|\d[eE][-+\d]/;

/** Counts keys and numbers. Stops below the deepest level that is accepted. */
function visit(value: unknown, walk: Walk, depth: number): void {
  if (typeof value !== 'object') {
    if (typeof value === 'number') walk.numbers++;
    return;
  }
  if (value === null) return;
  if (depth >= MAX_DEPTH) {
    walk.suspect = true;
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) visit(item, walk, depth + 1);
    return;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    walk.keys++;
    if (record[key] === null) delete record[key];
    else visit(record[key], walk, depth + 1);
  }
}
