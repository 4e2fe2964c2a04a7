export type BirthDateRelation = 'same' | 'compatible' | 'different' | 'unknown';

/** Dates that forms fill in where none was given. */
const PLACEHOLDERS = new Set(['0001-01-01', '1900-01-01', '9999-12-31']);
const STATED = /^\d{4}(-\d{2}(-\d{2})?)?$/;

/** The date, where it says anything: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, and no placeholder of a form. */
export function knownBirthDate(stated: string | undefined): string | undefined {
  return stated !== undefined && STATED.test(stated) && !PLACEHOLDERS.has(stated) ? stated : undefined;
}

/**
 * How two stated birth dates relate. `compatible`: one digit is another, day and month have changed places, or one says only
 * the year or month of the other. `unknown`: one of them says nothing. Symmetric.
 */
export function compareBirthDates(a: string | undefined, b: string | undefined): BirthDateRelation {
  const [one, other] = [knownBirthDate(a), knownBirthDate(b)];
  if (one === undefined || other === undefined) return 'unknown';
  if (one === other) return 'same';
  if (one.length !== other.length) return one.startsWith(other) || other.startsWith(one) ? 'compatible' : 'different';
  if (digitsThatDiffer(one, other) === 1) return 'compatible';
  const swapped = `${one.slice(0, 4)}-${one.slice(8)}-${one.slice(5, 7)}`;
  return one.length === 10 && swapped === other ? 'compatible' : 'different';
}

function digitsThatDiffer(a: string, b: string): number {
  return Array.from(a).filter((digit, at) => digit !== b[at]).length;
}
