import { InvalidCursorError } from '#vault';

/** Where to go on: after a blocked edge, or at a page of suggestions (absent: the first). */
export type ReviewCursor = { readonly edge: readonly [since: number, hub: string, other: string] } | { readonly page?: string };

/** Opaque to who gets it. */
export function encodeCursor(cursor: ReviewCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws InvalidCursorError for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): ReviewCursor {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (value && typeof value === 'object') {
      if ('edge' in value && Array.isArray(value.edge)) {
        const [since, hub, other]: unknown[] = value.edge;
        if (typeof since === 'number' && typeof hub === 'string' && typeof other === 'string')
          return { edge: [since, hub, other] };
      } else if (!('page' in value)) return {};
      else if (typeof value.page === 'string') return { page: value.page };
    }
  } catch {
    throw new InvalidCursorError();
  }
  throw new InvalidCursorError();
}
