import { type JSONVisitor, visit } from 'jsonc-parser';
import { fieldPath, JsonProblemError } from './json-problem.js';

/** Objects and arrays inside each other, the outermost being the first. */
export const MAX_DEPTH = 32;

const QUOTE = 0x22;
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * Findings of a quick scan of a valid JSON text, without parsing its structure. `keys`: never less than the keys in the text,
 * so an equal number of keys in the parsed value proves that none was lost. `suspect`: a NUL, a lone surrogate or a forbidden
 * key is possible. Without an escape or the name itself it is not.
 */
export function inspectText(text: string): { readonly keys: number; readonly suspect: boolean } {
  let keys = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (before >= 0 && isSpace(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) === QUOTE) keys++;
  }
  const suspect =
    !text.isWellFormed() ||
    text.includes('"__proto__"') ||
    text.includes('"constructor"') ||
    (text.includes('\\u') && SUSPECT_ESCAPE.test(text));
  return { keys, suspect };
}

/** Escapes of NUL, of any surrogate, and of ASCII letters and underscore (which are escaped only to hide a key). */
const SUSPECT_ESCAPE = /\\u(?:0000|00[4-7]|[dD][89a-fA-F])/;

/**
 * Reads a valid JSON text token by token and describes the first flaw, or finds none. Several times slower than
 * `JSON.parse`.
 */
export function findFlaw(text: string): JsonProblemError | undefined {
  let flaw: JsonProblemError | undefined;
  let depth = 0;
  const scopes: Set<string>[] = [];
  const found = (error: JsonProblemError) => {
    flaw ??= error;
  };
  const enter = (path: () => readonly (string | number)[]) => {
    if (++depth <= MAX_DEPTH) return true;
    found(
      new JsonProblemError('nested-too-deep', fieldPath(path()), `It is nested deeper than ${MAX_DEPTH} levels.`, 'Flatten it.'),
    );
    return false;
  };
  const visitor: JSONVisitor = {
    onObjectBegin(_offset, _length, _line, _column, path) {
      scopes.push(new Set());
      return enter(path) && !flaw;
    },
    onObjectEnd() {
      scopes.pop();
      depth--;
    },
    onArrayBegin(_offset, _length, _line, _column, path) {
      return enter(path) && !flaw;
    },
    onArrayEnd() {
      depth--;
    },
    onObjectProperty(key, _offset, _length, _line, _column, path) {
      const scope = scopes.at(-1);
      const parent = path();
      const place = () => fieldPath([...parent, key]);
      if (scope?.has(key))
        found(new JsonProblemError('duplicate-key', place(), 'This key appears twice.', 'Keep one of the two.'));
      scope?.add(key);
      if (key === '__proto__' || (key === 'prototype' && parent.at(-1) === 'constructor')) {
        found(
          new JsonProblemError('forbidden-key', place(), 'This name is not accepted as a key.', 'Leave it out or rename it.'),
        );
      }
      const character = forbiddenCharacter(key);
      if (character) {
        const problem = `The name of a key holds ${character}.`;
        found(new JsonProblemError('forbidden-character', fieldPath(parent), problem, 'Remove it.'));
      }
    },
    onLiteralValue(value: unknown, offset, length, _line, _column, path) {
      if (typeof value === 'string') {
        const character = forbiddenCharacter(value);
        if (character) {
          found(new JsonProblemError('forbidden-character', fieldPath(path()), `The text holds ${character}.`, 'Remove it.'));
        }
      } else if (typeof value === 'number' && !sameNumber(text.slice(offset, offset + length), value)) {
        const problem = 'This number has more digits, or is larger or smaller, than can be kept exactly.';
        found(new JsonProblemError('imprecise-number', fieldPath(path()), problem, 'Send it as a string.'));
      }
    },
  };
  try {
    visit(text, visitor);
  } catch (error) {
    // Nested so deeply that reading overflows the stack; the excessive depth was recorded before.
    if (!(error instanceof RangeError)) throw error;
  }
  return flaw;
}

function forbiddenCharacter(text: string): string | undefined {
  if (text.includes('\0')) return 'a NUL character (U+0000)';
  return text.isWellFormed() ? undefined : 'half of a character (a lone surrogate)';
}

/** Whether the number as written and the double it became are one decimal number, within what a double counts in ones. */
function sameNumber(literal: string, value: number): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const written = decimal(literal);
  const kept = decimal(String(value));
  return written.digits === kept.digits && (written.digits === '' || written.exponent === kept.exponent);
}

/** Significant digits without zeros at either end, and the power of ten of the last one. */
function decimal(literal: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = stripTrailingZeros(digits);
  return { digits: significant, exponent: Number(power) - fraction.length + digits.length - significant.length };
}

function stripTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}
