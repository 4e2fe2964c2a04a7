import { InvalidCursorError } from '../vault.js';

/** The suggestion that a page begins after. */
export type After = readonly [score: number, a: string, b: string];

export const BEFORE_ALL: After = [Number.MAX_VALUE, '', ''];

export function writeCursor(after: After): string {
  return Buffer.from(JSON.stringify(after)).toString('base64url');
}

/** @throws InvalidCursorError */
export function readCursor(cursor: string): After {
  const [score, a, b] = parsed(cursor);
  if (typeof score !== 'number' || typeof a !== 'string' || typeof b !== 'string' || `${a}${b}`.includes('\0'))
    throw new InvalidCursorError();
  return [score, a, b];
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const after: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(after) ? after : [];
  } catch {
    return [];
  }
}
