/**
 * JSON with sorted names: the same text for the same value, whatever the order in which it was put together. A member
 * that `isAbsent` is left out, at every depth; unless told otherwise one that is undefined, as in any JSON.
 * `value` is something that JSON can hold: no cycles, no dates.
 */
export function canonicalJson(value: unknown, isAbsent: (member: unknown) => boolean = isUndefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, isAbsent)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const record = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(record).toSorted()) {
    const member = record[name];
    if (isAbsent(member)) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member, isAbsent)}`;
  }
  return `{${text}}`;
}

function isUndefined(value: unknown): boolean {
  return value === undefined;
}
