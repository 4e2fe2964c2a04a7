import { InvalidParameterError } from '#slice';

/**
 * Where a page of a timeline ended: the touchpoint's time (epoch milliseconds) and position. It names no hub, so it
 * stays good when customers are merged or split in between.
 */
export interface TimelineCursor {
  readonly occurredAt: number;
  readonly position: number;
}

const FORM = /^1:(-?\d{1,16}):(\d{1,16})$/;

/** Opaque to who gets it. */
export function encodeCursor({ occurredAt, position }: TimelineCursor): string {
  return Buffer.from(`1:${occurredAt}:${position}`).toString('base64url');
}

/** @throws InvalidParameterError for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): TimelineCursor {
  const parts = cursor.length <= 64 ? FORM.exec(Buffer.from(cursor, 'base64url').toString('latin1')) : null;
  if (!parts) {
    throw new InvalidParameterError(
      'cursor',
      'is not one that a timeline gave',
      'Ask without a cursor for the newest items and follow `next` from there.',
    );
  }
  return { occurredAt: Number(parts[1]), position: Number(parts[2]) };
}
