import type { AsOf } from '#events';
import { dayOrInstantOf, type FieldProblem } from '#platform';

/** A parameter of a question cannot be used: its name, what is wrong with it, and what to do. */
export class InvalidParameterError extends Error {
  readonly code = 'invalid-parameter';
  readonly errors: readonly FieldProblem[];

  constructor(
    readonly field: string,
    problem: string,
    remedy: string,
  ) {
    super(`${field} ${problem}. ${remedy}`);
    this.errors = [{ field, problem, remedy }];
  }
}

/** Both as RFC 3339 or as a day, which means its start in UTC. */
export interface AsOfParameters {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/**
 * Epoch milliseconds of a parameter.
 * @throws InvalidParameterError
 */
export function timeParameter(field: string, value: string): number {
  const ms = dayOrInstantOf(value);
  if (ms === undefined) {
    throw new InvalidParameterError(
      field,
      'is not a time',
      'Give a time with offset such as 2026-11-20T09:31:00Z, or a day such as 2026-11-20.',
    );
  }
  return ms;
}

/** @throws InvalidParameterError */
export function asOfParameters({ asOf, knownAt }: AsOfParameters): AsOf {
  return {
    ...(asOf === undefined ? {} : { asOf: timeParameter('asOf', asOf) }),
    ...(knownAt === undefined ? {} : { knownAt: timeParameter('knownAt', knownAt) }),
  };
}

/**
 * How many to list.
 * @throws InvalidParameterError
 */
export function limitParameter(value: number | undefined, usual: number, most: number): number {
  if (value === undefined) return usual;
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new InvalidParameterError('limit', 'is out of range', `Give a whole number from 1 to ${most}.`);
  }
  return value;
}

/** RFC 3339, UTC. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
