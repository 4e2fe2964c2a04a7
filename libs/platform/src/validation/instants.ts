const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const OFFSET = String.raw`(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)`;

/** RFC 3339 with offset. Days that their month does not have are told by `instantOf` alone. */
export const INSTANT = new RegExp(String.raw`^${DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?${OFFSET}$`);
/** A day, or RFC 3339 with offset, seconds being optional. */
export const DAY_OR_INSTANT = new RegExp(String.raw`^${DAY}(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?${OFFSET})?$`);
const FULL_DAY = new RegExp(`^${DAY}$`);

/** Epoch milliseconds of an RFC 3339 time with offset; `undefined` for anything else: a 30th of February, 24 o'clock, an offset of a day. */
export function instantOf(text: string): number | undefined {
  return INSTANT.test(text) && isInCalendar(text) ? Date.parse(text) : undefined;
}

/** The same for a time that may lack its seconds, or for a day, which means its start in UTC. */
export function dayOrInstantOf(text: string): number | undefined {
  return DAY_OR_INSTANT.test(text) && isInCalendar(text) ? Date.parse(text) : undefined;
}

/** Epoch milliseconds of the start of a day `YYYY-MM-DD` in UTC; `undefined` for anything else and for days that do not exist. */
export function dayOf(text: string): number | undefined {
  return FULL_DAY.test(text) && isInCalendar(text) ? Date.parse(text) : undefined;
}

/** Whether the month that a text of one of these forms begins with has that day: a date that does not exist is read as another. */
function isInCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return Number(day.slice(8)) <= 28 || new Date(day).toISOString().startsWith(day);
}
