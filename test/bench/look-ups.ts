import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchRow, percentile } from './bench-row.js';
import { madeUpTouchpoint, type MadeUpSize, spellPhone, statedMobile } from './made-up-touchpoints.js';
import type { BenchServer } from './server.js';

/** A look-up starts so long after the one before, or as soon as that is done: about 50 a second, one at a time. */
const INTERVAL_MS = 20;
/** A prime: steps of so many touchpoints meet customers in no particular order. */
const STRIDE = 15_485_863;

interface Found {
  readonly customers: readonly { readonly id: string; readonly matched: readonly { readonly value: string }[] }[];
  readonly opened?: { readonly card: { readonly id: string }; readonly timeline: { readonly items: Answer['items'] } };
}

/** A customer to look up. */
export interface Caller {
  /** The phone number in one of the spellings. */
  readonly query: string;
  /** Its digits after the country code. */
  readonly digits: string;
}

export interface Answer {
  readonly customer: string;
  /** Touchpoints on the first page of the timeline. */
  readonly items: readonly { readonly id: string }[];
}

/** What look-ups took, in milliseconds. */
interface LookUpTimes {
  readonly times: readonly number[];
  /** Touchpoints that were shown, a look-up. */
  readonly items: number;
}

/** Milliseconds that look-ups are to stay under. */
export interface LookUpTarget {
  readonly p50?: number;
  readonly p99: number;
}

const EMBEDDED_TARGET: LookUpTarget = { p50: 5, p99: 30 };

/** Look-ups before the first that counts: a server that has just started compiles its code meanwhile. */
export const WARM_UP = 300;

/**
 * Customers who called from a mobile number, each once, those who come often sooner; another `seed` begins elsewhere.
 * Ends when everybody was named.
 */
export function* callers(size: MadeUpSize, seed: number): Generator<Caller> {
  const seen = new Set<string>();
  for (let n = 0; n < size.touchpoints; n++) {
    const digits = statedMobile(madeUpTouchpoint((seed * 7919 + n * STRIDE) % size.touchpoints, size));
    if (digits === undefined || seen.has(digits)) continue;
    seen.add(digits);
    yield { digits, query: spellPhone(digits, seen.size) };
  }
}

/** What a telephone system asks when a call comes in: who it is, card and timeline, in one request. */
export async function lookUpAtOnce(server: BenchServer, { query, digits }: Caller): Promise<Answer> {
  const { customers, opened } = await server.ask<Found>('GET', `/customers?q=${encodeURIComponent(query)}&open=true`);
  if (!opened) return openEach(server, customers, { query, digits });
  if (opened.timeline.items.length === 0) throw new Error(`The timeline found by ${query} is empty.`);
  return { customer: opened.card.id, items: opened.timeline.items };
}

/** What somebody does who types the number into the page: finds it, opens card and timeline; three requests. */
export async function lookUp(server: BenchServer, { query, digits }: Caller): Promise<Answer> {
  const { customers } = await server.ask<Found>('GET', `/customers?q=${encodeURIComponent(query)}`);
  return openEach(server, customers, { query, digits });
}

async function openEach(server: BenchServer, customers: Found['customers'], { query, digits }: Caller): Promise<Answer> {
  const found = customers.find(({ matched }) => matched.some(({ value }) => value.replaceAll(/\D/g, '').endsWith(digits)));
  if (!found) throw new Error(`Nobody was found by ${query}.`);
  const [card, timeline] = await Promise.all([
    server.ask<{ id: string }>('GET', `/customers/${found.id}`),
    server.ask<{ items: Answer['items'] }>('GET', `/customers/${found.id}/timeline?limit=50`),
  ]);
  if (card.id !== found.id || timeline.items.length === 0)
    throw new Error(`The card or timeline found by ${query} is of somebody else, or empty.`);
  return { customer: card.id, items: timeline.items };
}

/** Looks customers up, one after the other, until there are no more or `until` says so. */
export async function lookUps(
  server: BenchServer,
  who: Iterable<Caller>,
  until: () => boolean = () => false,
  how: typeof lookUp = lookUpAtOnce,
): Promise<LookUpTimes> {
  const times: number[] = [];
  let items = 0;
  for (const caller of who) {
    if (until()) break;
    const started = performance.now();
    const answer = await how(server, caller);
    const took = performance.now() - started;
    times.push(took);
    items += answer.items.length;
    await sleep(Math.max(1, INTERVAL_MS - took));
  }
  return { times, items: items / times.length };
}

/** The table's row. */
export function lookUpRow(
  what: string,
  { times, items }: LookUpTimes,
  note: string,
  target: LookUpTarget = EMBEDDED_TARGET,
): BenchRow {
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return {
    what,
    ours: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    target: `${target.p50 === undefined ? '' : `p50 under ${target.p50} ms, `}p99 under ${target.p99} ms`,
    met: p50 < (target.p50 ?? Infinity) && p99 < target.p99,
    note: `${times.length} look-ups of ${items.toFixed(0)} touchpoints on average, slowest ${Math.max(...times).toFixed(1)} ms; ${note}`,
  };
}

/** The first `count` of them. */
export function* first<T>(count: number, values: Iterable<T>): Generator<T> {
  let taken = 0;
  for (const value of values) {
    if (taken++ >= count) return;
    yield value;
  }
}
