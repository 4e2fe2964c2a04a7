import { ProblemError } from '../problems/problem-error.js';

/** Why a JSON text is refused. */
export type JsonFlaw =
  | 'malformed-json'
  | 'not-utf-8'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'forbidden-character'
  | 'nested-too-deep'
  | 'imprecise-number';

const TITLES: Readonly<Record<JsonFlaw, string>> = {
  'malformed-json': 'The JSON is malformed',
  'not-utf-8': 'The text is not UTF-8',
  'duplicate-key': 'A key appears twice',
  'forbidden-key': 'A key has a name that is not accepted',
  'forbidden-character': 'A text holds a character that is not accepted',
  'nested-too-deep': 'The JSON is nested too deep',
  'imprecise-number': 'A number cannot be kept exactly',
};

/** A JSON text that is refused. Names the place and what to do; the detail quotes no content except names of keys. */
export class JsonProblemError extends ProblemError {
  constructor(flaw: JsonFlaw, field: string, problem: string, remedy: string) {
    super(400, flaw, TITLES[flaw], {
      detail: `${field === '' ? '' : `${field}: `}${problem} ${remedy}`,
      errors: [{ field, problem, remedy }],
    });
  }
}

/** `['parties', 0, 'role']` to `parties[0].role`, cut at 200 characters. */
export function fieldPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  const shown = text.replaceAll(/\p{Cc}/gu, '?').toWellFormed();
  return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown;
}
