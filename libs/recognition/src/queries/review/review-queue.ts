import { asHandle, type CustomerId, type Handle } from '#events';
import { CustomerNotFoundError, defineQuery, type ReadNeed, type ReadSide } from '#slice';
import type { Suggestion, Suggestions, Vault } from '#vault';
import type { Value, ViewReader } from '#views';
import { identityLookup } from '../identity/identity-lookup.js';
import { decisionsOn } from '../identity/known-graph.js';
import type { ReviewItem, ReviewQueue, ReviewSide } from '../identity-answers.js';
import { decodeCursor, encodeCursor, type ReviewCursor } from './review-cursor.js';
import { blockReason } from '../../resolve/block-reasons.js';
import type { BlockCode } from '../../resolve/graph.js';
import { pairKey } from '../../resolve/resolve.js';
import { standingDecisions } from '../../resolve/standing-decisions.js';
import type { Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';

/** What the card knows of a customer that helps to tell two apart. */
export interface CustomerSummary {
  readonly name?: string;
  readonly touchpoints: number;
}

/** Summaries of customers by id, in one round trip; those not known are left out. */
export type CustomerSummaries = (customers: readonly string[]) => Promise<ReadonlyMap<string, CustomerSummary>>;

export interface ReviewSources {
  readonly reader: ViewReader;
  readonly vault: Pick<Vault, 'reveal'>;
  readonly suggestions: Pick<Suggestions, 'page' | 'count'>;
  readonly rules: Rules;
  readonly summaries: CustomerSummaries;
}

export interface ReviewQuestion {
  readonly kind?: ReviewItem['kind'];
  /** Only what asks about this customer: its id, a former one, or any of its handles. */
  readonly customer?: string;
  /** `next` of an earlier answer. */
  readonly cursor?: string;
  readonly limit: number;
}

/** One customer, and the handles that are it. */
interface Subject {
  readonly customer: CustomerId;
  readonly handles: readonly Handle[];
}

/** An item before it is described: a pair, and what speaks for or against it. */
type Question = Omit<ReviewItem, 'a' | 'b'> & { readonly pair: readonly [string, string] };

/** `reviewQueue`, from the views of recognition and what is needed to describe customers. */
export function reviewQueueQuery(rules: Rules, summaries: ReadNeed<CustomerSummaries>) {
  return defineQuery({
    name: 'ReviewQueue',
    reads: [...new Set([RECOGNITION, ...summaries.reads])],
    answer(read: ReadSide, question: ReviewQuestion) {
      const { vault } = read;
      const reader = read.reader(RECOGNITION);
      return reviewQueue({ reader, vault, suggestions: vault.suggestions, rules, summaries: summaries.of(read) }, question);
    },
  });
}

/**
 * What people should look at: blocked edges, the newest evidence first, then suggestions, the most likely first. Left
 * out are suggestions on which somebody decided since, or whose two are one customer already: a page may be short, even
 * empty, and still have a next. The counts are those of the customer that was asked for.
 * @throws InvalidCursorError CustomerNotFoundError
 */
export async function reviewQueue(
  sources: ReviewSources,
  { kind, customer, cursor, limit }: ReviewQuestion,
): Promise<ReviewQueue> {
  const { reader, suggestions } = sources;
  const of = customer === undefined ? undefined : await subject(sources, customer);
  const start = cursor === undefined ? {} : decodeCursor(cursor);
  const questions: Question[] = [];
  let next: ReviewCursor | undefined;
  if (kind !== 'suggestion' && (cursor === undefined || 'edge' in start)) {
    const found = await blockedEdges(sources, of, 'edge' in start ? start.edge : undefined, limit);
    questions.push(...found.questions);
    next = found.next ?? (kind === undefined ? {} : undefined);
  }
  if (kind !== 'blocked-edge' && questions.length < limit && !(next && 'edge' in next)) {
    const page = await suggestions.page('edge' in start ? undefined : start.page, limit - questions.length, of?.handles);
    questions.push(...(await openSuggestions(reader, sources.rules, page.items)));
    next = page.next === undefined ? undefined : { page: page.next };
  }
  const waiting = blockedOf(of);
  const [blocked] = await reader.all<{ open: number }>(`SELECT COUNT(*) AS open FROM ${waiting.sql} AS r`, waiting.parameters);
  return {
    items: await describe(sources, questions),
    ...(next ? { next: encodeCursor(next) } : {}),
    counts: { blocked: blocked?.open ?? 0, suggestions: await countSuggestions(sources, of) },
  };
}

async function subject({ reader, rules }: ReviewSources, id: string): Promise<Subject> {
  const identity = identityLookup(reader, rules);
  const customer = (await identity.customersOf([id])).get(id);
  if (customer === undefined) throw new CustomerNotFoundError(false);
  const members = (await identity.members([customer])).get(customer) ?? [];
  return { customer, handles: members.map(({ handle }) => handle) };
}

/** The rows of `review` that ask about somebody. A union, so that each side is found by its index. */
function blockedOf(of: Subject | undefined): { readonly sql: string; readonly parameters: readonly Value[] } {
  if (!of) return { sql: 'review', parameters: [] };
  const members = 'SELECT n.handle FROM clusters c JOIN nodes n ON n.cluster = c.root WHERE c.customer = ?';
  const naming = (column: 'hub' | 'other') => `SELECT hub, other, since FROM review WHERE ${column} IN (${members})`;
  return { sql: `(${naming('hub')} UNION ${naming('other')})`, parameters: [of.customer, of.customer] };
}

const COUNTED_AT_ONCE = 500;
const COUNTED_AT_MOST = 2000;

/** Those that are open still; where there are very many, with those that were settled since they were suggested. */
async function countSuggestions({ reader, rules, suggestions }: ReviewSources, of: Subject | undefined): Promise<number> {
  const kept = of ? 0 : await suggestions.count();
  if (kept > COUNTED_AT_MOST) return kept;
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await suggestions.page(cursor, COUNTED_AT_ONCE, of?.handles);
    count += (await openSuggestions(reader, rules, page.items)).length;
    cursor = page.next;
  } while (cursor !== undefined);
  return count;
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
  of: Subject | undefined,
  after: readonly [number, string, string] | undefined,
  limit: number,
): Promise<{ readonly questions: Question[]; readonly next?: ReviewCursor }> {
  const where = after ? 'WHERE r.since < ? OR (r.since = ? AND (r.hub > ? OR (r.hub = ? AND r.other > ?)))' : '';
  const waiting = blockedOf(of);
  const rows = await reader.all<BlockedRow>(
    `SELECT r.hub, r.other, r.since, e.code, e.code_type FROM ${waiting.sql} AS r
      JOIN edges e ON e.hub = r.hub AND e.other = r.other AND e.joins = 1 ${where} ORDER BY r.since DESC, r.hub, r.other LIMIT ?`,
    [...waiting.parameters, ...(after ? [after[0], after[0], after[1], after[1], after[2]] : []), limit],
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
