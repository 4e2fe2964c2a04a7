import { asHandle } from '#events';
import type { Suggestion, Suggestions, Vault } from '#vault';
import type { ViewReader } from '#views';
import { identityLookup } from '../identity/identity-lookup.js';
import { decisionsOn } from '../identity/known-graph.js';
import type { ReviewItem, ReviewQueue, ReviewSide } from '../identity-answers.js';
import { blockReason } from '../resolve/block-reasons.js';
import type { BlockCode } from '../resolve/graph.js';
import { pairKey } from '../resolve/resolve.js';
import { standingDecisions } from '../resolve/standing-decisions.js';
import type { Rules } from '../rules/rules.js';

/** What the card knows of a customer that helps to tell two apart. */
export interface CustomerSummary {
  readonly name?: string;
  readonly touchpoints: number;
}

export interface ReviewSources {
  readonly reader: ViewReader;
  readonly vault: Pick<Vault, 'reveal'>;
  readonly suggestions: Pick<Suggestions, 'page' | 'count'>;
  readonly rules: Rules;
  /** By customer id; one round trip. */
  readonly summaries: (customers: readonly string[]) => Promise<ReadonlyMap<string, CustomerSummary>>;
}

export interface ReviewQuestion {
  readonly kind?: ReviewItem['kind'];
  /** `next` of an earlier answer. */
  readonly cursor?: string;
  readonly limit: number;
}

/** The cursor was not made by the review queue. */
export class InvalidReviewCursorError extends Error {
  readonly code = 'invalid-cursor';
  constructor() {
    super('This cursor is not one that the review queue gave. Start again without a cursor.');
  }
}

/** Where to go on: after a blocked edge, or at a page of suggestions (absent: the first). */
type Cursor = { readonly edge: readonly [since: number, hub: string, other: string] } | { readonly page?: string };

/** An item before it is described: a pair, and what speaks for or against it. */
type Question = Omit<ReviewItem, 'a' | 'b'> & { readonly pair: readonly [string, string] };

/**
 * What people should look at: blocked edges, the newest evidence first, then suggestions, the most likely first. Left
 * out are suggestions on which somebody decided since, or whose two are one customer already: a page may be short, even
 * empty, and still have a next.
 * @throws InvalidReviewCursorError
 */
export async function reviewQueue(sources: ReviewSources, { kind, cursor, limit }: ReviewQuestion): Promise<ReviewQueue> {
  const { reader, suggestions } = sources;
  const start = cursor === undefined ? {} : decode(cursor);
  const questions: Question[] = [];
  let next: Cursor | undefined;
  if (kind !== 'suggestion' && (cursor === undefined || 'edge' in start)) {
    const found = await blockedEdges(sources, 'edge' in start ? start.edge : undefined, limit);
    questions.push(...found.questions);
    next = found.next ?? (kind === undefined ? {} : undefined);
  }
  if (kind !== 'blocked-edge' && questions.length < limit && !(next && 'edge' in next)) {
    const page = await suggestions.page('edge' in start ? undefined : start.page, limit - questions.length);
    questions.push(...(await openSuggestions(reader, sources.rules, page.items)));
    next = page.next === undefined ? undefined : { page: page.next };
  }
  const [blocked] = await reader.all<{ open: number }>('SELECT COUNT(*) AS open FROM review');
  return {
    items: await describe(sources, questions),
    ...(next ? { next: encode(next) } : {}),
    counts: { blocked: blocked?.open ?? 0, suggestions: await suggestions.count() },
  };
}

type BlockedRow = {
  readonly hub: string;
  readonly other: string;
  readonly since: number;
  readonly code: BlockCode;
  readonly code_type: string | null;
};

async function blockedEdges(
  { reader, rules }: ReviewSources,
  after: readonly [number, string, string] | undefined,
  limit: number,
): Promise<{ readonly questions: Question[]; readonly next?: Cursor }> {
  const where = after ? 'WHERE r.since < ? OR (r.since = ? AND (r.hub > ? OR (r.hub = ? AND r.other > ?)))' : '';
  const rows = await reader.all<BlockedRow>(
    `SELECT r.hub, r.other, r.since, e.code, e.code_type FROM review r
      JOIN edges e ON e.hub = r.hub AND e.other = r.other AND e.joins = 1 ${where} ORDER BY r.since DESC, r.hub, r.other LIMIT ?`,
    [...(after ? [after[0], after[0], after[1], after[1], after[2]] : []), limit],
  );
  const last = rows.at(-1);
  return {
    questions: rows.map(({ hub, other, since, code, code_type }) => ({
      kind: 'blocked-edge',
      pair: [hub, other],
      reasons: [blockReason(code, code_type ?? undefined, rules)],
      since: new Date(since).toISOString(),
    })),
    ...(last && rows.length === limit ? { next: { edge: [last.since, last.hub, last.other] as const } } : {}),
  };
}

async function openSuggestions(reader: ViewReader, rules: Rules, suggestions: readonly Suggestion[]): Promise<Question[]> {
  const handles = [...new Set(suggestions.flatMap(({ a, b }) => [a, b]))];
  const customers = await identityLookup(reader, rules).customersOf(handles);
  const decided = standingDecisions(await decisionsOn(reader, handles));
  return suggestions
    .filter(
      ({ a, b }) => !decided.has(pairKey(a, b)) && customers.has(a) && customers.has(b) && customers.get(a) !== customers.get(b),
    )
    .map(({ a, b, score, reasons, since }) => ({ kind: 'suggestion', pair: [a, b], reasons, score, since }));
}

async function describe(
  { reader, vault, rules, summaries }: ReviewSources,
  questions: readonly Question[],
): Promise<ReviewItem[]> {
  const handles = [...new Set(questions.flatMap(({ pair }) => pair))];
  const customers = await identityLookup(reader, rules).customersOf(handles);
  const [{ identifiers }, known] = await Promise.all([
    vault.reveal(handles.map(asHandle)),
    summaries([...new Set(customers.values())]),
  ]);
  const revealed = new Map<string, { readonly type: string; readonly value: string }>(
    identifiers.map((identifier) => [identifier.handle, identifier]),
  );
  const types = new Map((await typesOf(reader, handles)).map(({ handle, type }) => [handle, type]));
  const side = (handle: string): ReviewSide => {
    const customer = customers.get(handle) ?? handle;
    const summary = known.get(customer);
    const value = revealed.get(handle)?.value;
    return {
      handle,
      type: types.get(handle) ?? 'unknown',
      ...(value === undefined ? {} : { value }),
      customer,
      ...(summary?.name === undefined ? {} : { name: summary.name }),
      touchpoints: summary?.touchpoints ?? 0,
    };
  };
  return questions.map(({ pair: [a, b], ...rest }) => ({ ...rest, a: side(a), b: side(b) }));
}

async function typesOf(reader: ViewReader, handles: readonly string[]): Promise<{ handle: string; type: string }[]> {
  if (handles.length === 0) return [];
  return reader.all(`SELECT handle, type FROM nodes WHERE handle IN (${handles.map(() => '?').join(', ')})`, handles);
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decode(text: string): Cursor {
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
    throw new InvalidReviewCursorError();
  }
  throw new InvalidReviewCursorError();
}
