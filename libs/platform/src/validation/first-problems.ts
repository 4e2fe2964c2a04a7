import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../problems/problem-error.js';
import { nearestName } from './nearest-name.js';

/** Most problems in one answer. */
const MAX_PROBLEMS = 20;

/**
 * class-validator's tree of errors as a list of fields, in its order, at most `limit` (default 20), without values.
 * A remedy comes from the decorator's `context: { remedy }`; for an unknown property it is the name most like it.
 */
export function firstProblems(errors: readonly ValidationError[], limit = MAX_PROBLEMS): FieldProblem[] {
  const problems: FieldProblem[] = [];
  collect(errors, '', false, limit, problems);
  return problems;
}

function collect(
  errors: readonly ValidationError[],
  parent: string,
  inArray: boolean,
  limit: number,
  into: FieldProblem[],
): void {
  for (const error of errors) {
    if (into.length >= limit) return;
    const field = join(parent, error.property, inArray);
    const missing = missingProblem(error);
    if (missing !== undefined) {
      into.push({ field, problem: missing });
      continue;
    }
    for (const [constraint, problem] of Object.entries(error.constraints ?? {})) {
      if (into.length >= limit) return;
      const remedy = constraint === 'whitelistValidation' ? meant(error) : remedyOf(error, constraint);
      const text = constraint === 'whitelistValidation' ? 'is not a known property' : problem;
      into.push({ field, problem: text, ...(remedy === undefined ? {} : { remedy }) });
    }
    if (error.children?.length) collect(error.children, field, Array.isArray(error.value), limit, into);
  }
}

/** One problem for what is not there, whatever it should have been; a message of `@IsDefined` says more. */
function missingProblem({ value, constraints }: ValidationError): string | undefined {
  if (value !== undefined || constraints === undefined) return undefined;
  const { isDefined = '' } = constraints;
  return isDefined === '' || isDefined.endsWith('should not be null or undefined') ? 'is missing' : isDefined;
}

function join(parent: string, property: string | undefined, inArray: boolean): string {
  if (property === undefined) return parent;
  const name = property.length > 64 ? `${property.slice(0, 63)}…` : property;
  if (inArray) return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}

function remedyOf(error: ValidationError, constraint: string): string | undefined {
  const context: unknown = error.contexts?.[constraint];
  if (typeof context !== 'object' || context === null || !('remedy' in context)) return undefined;
  return typeof context.remedy === 'string' ? context.remedy : undefined;
}

function meant(error: ValidationError): string {
  const owner = error.target?.constructor;
  if (owner) {
    const known = getMetadataStorage().getTargetValidationMetadatas(owner, owner.name, false, false);
    const nearest = nearestName(
      error.property,
      known.map((metadata) => metadata.propertyName),
    );
    if (nearest !== undefined) return `Did you mean ${nearest}?`;
  }
  return 'Leave it out.';
}
