import type { ValidationOptions } from 'class-validator';
import { constrained, dayOf, INSTANT, instantOf } from '#platform';

const BIRTH_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const DAY = 86_400_000;
const EARLIEST = Date.UTC(1900, 0, 1);
/** Nobody who is a customer, nor anybody on whose behalf one speaks, was born before. */
const EARLIEST_BIRTH = Date.UTC(1800, 0, 1);
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** RFC 3339 with offset, from 1900 to one day ahead (clocks differ; nothing happens years from now). */
export function IsOccurredAt(options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isOccurredAt',
    holds: (value: unknown) => isBetween(typeof value === 'string' ? instantOf(value) : undefined, EARLIEST),
    message:
      '$property must be a time that exists, with offset, such as "2026-11-20T09:31:00+01:00", not before 1900 and not in the future',
    schema: { type: 'string', format: 'date-time', pattern: INSTANT.source },
  };
  return constrained(constraint, options);
}

/** A day, a month or a year, from 1800 to one day ahead (a day begins earlier elsewhere). */
export function IsBirthDate(options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isBirthDate',
    holds: (value: unknown) => isBetween(typeof value === 'string' ? birthMs(value) : undefined, EARLIEST_BIRTH),
    message: '$property must be a date that exists, as YYYY-MM-DD, YYYY-MM or YYYY, not before 1800 and not in the future',
    schema: { type: 'string', pattern: BIRTH_DATE.source },
  };
  return constrained(constraint, options);
}

export function IsCurrency(options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isCurrency',
    holds: (value: unknown) => typeof value === 'string' && CURRENCIES.has(value),
    message: '$property must be a currency code of ISO 4217, such as "EUR"',
    schema: { type: 'string', pattern: '^[A-Z]{3}$' },
  };
  return constrained(constraint, options);
}

/** Whether it is a moment between `earliest` and a day from now. */
function isBetween(ms: number | undefined, earliest: number): boolean {
  return ms !== undefined && ms >= earliest && ms <= Date.now() + DAY;
}

/** Where what is known of a birth date begins. */
function birthMs(value: string): number | undefined {
  return BIRTH_DATE.test(value) ? dayOf(`${value}-01-01`.slice(0, 10)) : undefined;
}
