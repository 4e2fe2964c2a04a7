import { getLocation, printParseErrorCode, visit } from 'jsonc-parser';
import { fieldPath, JsonProblemError } from './json-problem.js';

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'Something stands here that is neither a string, a number, true, false nor null.',
  InvalidNumberFormat: 'This number is not written as JSON writes numbers.',
  PropertyNameExpected: 'A key in double quotes is missing.',
  ValueExpected: 'A value is missing.',
  ColonExpected: 'A colon is missing after the key.',
  CommaExpected: 'A comma is missing.',
  CloseBraceExpected: 'A closing brace is missing.',
  CloseBracketExpected: 'A closing bracket is missing.',
  EndOfFileExpected: 'Something follows after the end.',
  InvalidCommentToken: 'Comments are not part of JSON.',
  UnexpectedEndOfComment: 'Comments are not part of JSON.',
  UnexpectedEndOfString: 'A string has no closing quote.',
  UnexpectedEndOfNumber: 'A number breaks off.',
  InvalidUnicode: 'A \\u escape needs four hexadecimal digits.',
  InvalidEscapeCharacter: 'A backslash is followed by a character that cannot be escaped.',
  InvalidCharacter: 'A control character stands inside a string; write it as an escape, for instance \\n.',
};

/** Says where a text that `JSON.parse` refused goes wrong: field, line and column. Repeats none of it but names of keys. */
export function describeSyntaxError(text: string): JsonProblemError {
  if (text.trim() === '') return malformed('There is nothing in it.', 'Send a JSON value.');
  if (text.startsWith('\uFEFF'))
    return malformed('It begins with a byte order mark.', 'Save it as UTF-8 without a byte order mark.');
  let first: { readonly problem: string; readonly offset: number; readonly line: number; readonly column: number } | undefined;
  try {
    visit(
      text,
      {
        onError(code, offset, _length, line, column) {
          const problem = MESSAGES[printParseErrorCode(code)] ?? 'This is not JSON.';
          first ??= { problem, offset, line: line + 1, column: column + 1 };
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new JsonProblemError('nested-too-deep', '', 'It is nested deeper than 32 levels.', 'Flatten it.');
  }
  const remedy = 'Correct it there; a JSON library writes it right.';
  if (!first) return malformed('It holds white space or a character that JSON does not have.', 'Write it with a JSON library.');
  const field = fieldPath(getLocation(text, first.offset).path);
  return malformed(`Line ${first.line}, column ${first.column}: ${first.problem}`, remedy, field);
}

function malformed(problem: string, remedy: string, field = ''): JsonProblemError {
  return new JsonProblemError('malformed-json', field, problem, remedy);
}
