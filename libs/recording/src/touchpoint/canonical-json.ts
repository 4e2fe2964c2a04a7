import { canonicalJson } from '#text';

/** The same text for contents that say the same: JSON with sorted names, without what is absent. */
export function canonicalContent(value: unknown): string {
  return canonicalJson(value, isAbsent);
}

/** What need not be said: a missing value, an empty list, an object without a value in it. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'object') return false;
  for (const name in value) if ((value as Readonly<Record<string, unknown>>)[name] !== undefined) return false;
  return true;
}
