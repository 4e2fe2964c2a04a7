import { JsonProblemError, parseJson, ProblemError, validate } from '#platform';
import type { CommandDefinition } from './command.js';
import { type CommandProblem, invalid } from './outcome.js';

/** The input that a text holds, or why it holds none. */
export type ReadInput = { readonly input: object } | { readonly problem: CommandProblem };

/** Reads a command's input from JSON text and checks all of it: form, fields, values, and what the definition says beyond. Nothing at all is no object. */
export function readInput(command: CommandDefinition, text: string): ReadInput {
  try {
    const input = validate(command.input, text === '' ? undefined : parseJson(text));
    const errors = command.check?.(input) ?? [];
    return errors.length > 0 ? { problem: invalid(errors) } : { input };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const code = error instanceof JsonProblemError ? 'malformed' : 'invalid';
    return { problem: { code, detail: error.detail ?? error.title, ...(error.errors ? { errors: error.errors } : {}) } };
  }
}
