import { JsonProblemError, parseJson, ProblemError, validate } from '#platform';
import type { KindRegistry } from './kinds/kind-registry.js';
import type { RecordProblem } from './record-result.js';
import { TouchpointBody } from './touchpoint-input.js';

export type ReadTouchpoint = { readonly touchpoint: TouchpointBody } | { readonly problem: RecordProblem };

/** Reads a touchpoint from JSON text and checks all of it: form, fields, values, and the details its kind asks for. */
export function readTouchpoint(text: string, kinds: KindRegistry): ReadTouchpoint {
  try {
    const touchpoint = validate(TouchpointBody, parseJson(text));
    const errors = [...kinds.problems(touchpoint.kind, touchpoint.details), ...withoutIdentity(touchpoint)];
    if (errors.length > 0) return { problem: invalid(errors) };
    return { touchpoint };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const code = error instanceof JsonProblemError ? 'malformed' : 'invalid';
    return { problem: { code, detail: error.detail ?? error.title, ...(error.errors ? { errors: error.errors } : {}) } };
  }
}

export function invalid(errors: NonNullable<RecordProblem['errors']>): RecordProblem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return { code: 'invalid', detail: first ? `${first.field} ${first.problem}${more}` : 'The touchpoint is not valid.', errors };
}

function withoutIdentity(touchpoint: TouchpointBody): NonNullable<RecordProblem['errors']> {
  return touchpoint.parties.flatMap((party, index) =>
    party.identifiers.length === 0 && party.name === undefined && !(index === 0 && touchpoint.case)
      ? [
          {
            field: `parties[${index}]`,
            problem: 'has neither an identifier nor a name',
            remedy: 'Give at least one identifier, such as a phone number.',
          },
        ]
      : [],
  );
}
