import { registerDecorator, type ValidationOptions } from 'class-validator';

const OCCURRED_AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const BIRTH_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const DAY = 86_400_000;
const EARLIEST = Date.UTC(1900, 0, 1);
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Milliseconds since the epoch of an RFC 3339 time with offset; `undefined` for anything else, a 30th of February too. */
export function occurredAtMs(value: string): number | undefined {
  const ms = OCCURRED_AT.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return undefined;
  const day = Number(value.slice(8, 10));
  if (day <= 28) return ms;
  const daysInMonth = new Date(Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 0)).getUTCDate();
  return day <= daysInMonth ? ms : undefined;
}

function constraint(name: string, validate: (value: unknown) => boolean, message: string) {
  return (options?: ValidationOptions): PropertyDecorator =>
    (target, property) => {
      registerDecorator({
        name,
        target: target.constructor,
        propertyName: String(property),
        options: { message, ...options },
        validator: { validate },
      });
    };
}

/** RFC 3339 with offset, from 1900 to one day ahead (clocks differ; nothing happens years from now). */
export const IsOccurredAt = constraint(
  'isOccurredAt',
  (value) => {
    const ms = typeof value === 'string' ? occurredAtMs(value) : undefined;
    return ms !== undefined && ms >= EARLIEST && ms <= Date.now() + DAY;
  },
  '$property must be a time with offset such as "2026-11-20T09:31:00+01:00", not before 1900 and not in the future',
);

export const IsBirthDate = constraint(
  'isBirthDate',
  (value) => typeof value === 'string' && BIRTH_DATE.test(value),
  '$property must be YYYY-MM-DD, YYYY-MM or YYYY',
);

export const IsCurrency = constraint(
  'isCurrency',
  (value) => typeof value === 'string' && CURRENCIES.has(value),
  '$property must be a currency code of ISO 4217, such as "EUR"',
);
