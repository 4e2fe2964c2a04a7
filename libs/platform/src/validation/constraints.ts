import { registerDecorator, type ValidationOptions } from 'class-validator';
import { DAY_OR_INSTANT, dayOrInstantOf } from './instants.js';

/** What a constraint says, as far as JSON Schema can say it: for the description of the API. */
export class Shape {
  constructor(readonly schema: Readonly<Record<string, unknown>>) {}
}

export interface Constraint {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
  /** What is wrong where it does not hold, with `$property` for the field. Never the value. */
  readonly message: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A constraint of our own as a decorator of class-validator, which the description of the API knows, too. */
export function constrained({ name, holds, message, schema }: Constraint, options: ValidationOptions = {}): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      constraints: [new Shape(schema)],
      options: { message: options.each ? `each value in ${message}` : message, ...options },
      validator: { validate: holds },
    });
  };
}

/** A letter, digit or sign that can be seen. */
const VISIBLE = String.raw`[^\p{Z}\p{C}]`;
/** Control characters, ends of lines, and marks that turn the direction of the text after them. */
const UNSEEN = String.raw`\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}`;
const TEXT = new RegExp(VISIBLE, 'u');
/** What `IsCode` asks for but for the length, as a pattern of JSON Schema. */
export const CODE_PATTERN = `^(?=.*${VISIBLE})[^${UNSEEN}]*$`;
const CODE = new RegExp(CODE_PATTERN, 'u');

/** A text for people of at most so many characters: whatever it holds, but not nothing and not blank. */
export function IsText(most: number, options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isText',
    holds: (value: unknown) => typeof value === 'string' && value.length <= most && TEXT.test(value),
    message: `$property must be a text of at most ${most} characters, and not blank`,
    schema: { type: 'string', minLength: 1, maxLength: most, pattern: VISIBLE },
  };
  return constrained(constraint, options);
}

/**
 * A code or an id of at most so many characters: not blank, and without control characters and marks of direction, which
 * nobody sees and which make two of what looks like one.
 */
export function IsCode(most: number, options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isCode',
    holds: (value: unknown) => typeof value === 'string' && value.length <= most && CODE.test(value),
    message: `$property must be a text of at most ${most} characters, not blank, and without control characters and marks of text direction`,
    schema: { type: 'string', minLength: 1, maxLength: most, pattern: CODE_PATTERN },
  };
  return constrained(constraint, options);
}

/** A moment as a parameter of a question: a time with offset, or a day. */
export function IsDayOrInstant(options?: ValidationOptions): PropertyDecorator {
  const constraint = {
    name: 'isDayOrInstant',
    holds: (value: unknown) => typeof value === 'string' && dayOrInstantOf(value) !== undefined,
    message: '$property must be a time with offset such as 2026-11-20T09:31:00Z, or a day such as 2026-11-20',
    schema: { type: 'string', pattern: DAY_OR_INSTANT.source },
  };
  return constrained(constraint, options);
}
