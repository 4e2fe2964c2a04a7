import { toMillionths, type Money } from '#events';

/** How often, and when last (epoch milliseconds). */
interface Counted {
  count: number;
  lastAt: number;
}

/** Counts by code. */
export type Tally = Map<string, Counted>;

/** Sums in whole millionths, by what kind of touchpoint the amount came with. */
interface AmountSums {
  purchases: bigint;
  refunds: bigint;
  costs: bigint;
  other: bigint;
}

/**
 * The parts from which a customer's figures are put together. Kept per hub and merged when asked for, so that no merge or
 * split of customers ever has to move them. Its size depends on how many codes occur, not on how many touchpoints.
 */
export interface Figures {
  touchpoints: number;
  /** How many of them other hubs took part in too: those may count twice when hubs are merged, see `uncount`. */
  shared: number;
  firstAt: number | undefined;
  lastAt: number | undefined;
  /** Position of the newest event counted; 0 where there is none. */
  lastPosition: number;
  readonly channels: Tally;
  readonly departments: Tally;
  readonly kinds: Tally;
  /** Counted per party, not per touchpoint: who takes part twice in one has two roles in it. */
  readonly roles: Tally;
  readonly staff: Tally;
  readonly amounts: Map<string, AmountSums>;
}

/** One touchpoint as the figures count it. */
export interface Contact {
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly position: number;
  readonly kind: string;
  readonly channel: string;
  readonly department: string;
  readonly handledBy: string | undefined;
  readonly roles: readonly string[];
  /** Only where the principal of the touchpoint is meant: an amount counts for who it is with, not for who was there too. */
  readonly amount: Money | undefined;
  readonly shared: boolean;
}

/** Touchpoints of one description that several hubs of a customer took part in; `extra` is how often too many they were counted. */
export interface Repeated {
  readonly kind: string;
  readonly channel: string;
  readonly department: string;
  readonly handledBy: string | undefined;
  readonly extra: number;
}

export function emptyFigures(): Figures {
  return {
    touchpoints: 0,
    shared: 0,
    firstAt: undefined,
    lastAt: undefined,
    lastPosition: 0,
    channels: new Map(),
    departments: new Map(),
    kinds: new Map(),
    roles: new Map(),
    staff: new Map(),
    amounts: new Map(),
  };
}

/** Counts one more touchpoint, in place. The order in which touchpoints are added does not matter. */
export function addTouchpoint(figures: Figures, contact: Contact): void {
  const at = contact.occurredAt;
  figures.touchpoints += 1;
  if (contact.shared) figures.shared += 1;
  if (contact.position > figures.lastPosition) figures.lastPosition = contact.position;
  widen(figures, at, at);
  count(figures.channels, contact.channel, 1, at);
  count(figures.departments, contact.department, 1, at);
  count(figures.kinds, contact.kind, 1, at);
  for (const role of contact.roles) count(figures.roles, role, 1, at);
  if (contact.handledBy !== undefined) count(figures.staff, contact.handledBy, 1, at);
  if (contact.amount) {
    const sums = sumsOf(figures, contact.amount.currency);
    sums[amountClass(contact.kind)] += toMillionths(contact.amount.value);
  }
}

/** The figures of all of `parts` together, in new figures. Associative and commutative; empty figures change nothing. */
export function mergeFigures(parts: Iterable<Figures>): Figures {
  const merged = emptyFigures();
  for (const part of parts) {
    merged.touchpoints += part.touchpoints;
    merged.shared += part.shared;
    merged.lastPosition = Math.max(merged.lastPosition, part.lastPosition);
    if (part.firstAt !== undefined && part.lastAt !== undefined) widen(merged, part.firstAt, part.lastAt);
    countAll(merged.channels, part.channels);
    countAll(merged.departments, part.departments);
    countAll(merged.kinds, part.kinds);
    countAll(merged.roles, part.roles);
    countAll(merged.staff, part.staff);
    for (const [currency, from] of part.amounts) {
      const sums = sumsOf(merged, currency);
      sums.purchases += from.purchases;
      sums.refunds += from.refunds;
      sums.costs += from.costs;
      sums.other += from.other;
    }
  }
  return merged;
}

/**
 * Takes back, in place, what was counted once per hub of a customer but happened once. Dates need no correction, nor do
 * roles (per party) and amounts (the principal's).
 */
export function uncount(figures: Figures, repeated: Repeated): void {
  figures.touchpoints -= repeated.extra;
  discount(figures.channels, repeated.channel, repeated.extra);
  discount(figures.departments, repeated.department, repeated.extra);
  discount(figures.kinds, repeated.kind, repeated.extra);
  if (repeated.handledBy !== undefined) discount(figures.staff, repeated.handledBy, repeated.extra);
}

function amountClass(kind: string): keyof AmountSums {
  if (kind === 'purchase') return 'purchases';
  if (kind === 'refund') return 'refunds';
  return kind === 'cost' ? 'costs' : 'other';
}

function sumsOf(figures: Figures, currency: string): AmountSums {
  let sums = figures.amounts.get(currency);
  if (!sums) figures.amounts.set(currency, (sums = { purchases: 0n, refunds: 0n, costs: 0n, other: 0n }));
  return sums;
}

function widen(figures: Figures, first: number, last: number): void {
  if (figures.firstAt === undefined || first < figures.firstAt) figures.firstAt = first;
  if (figures.lastAt === undefined || last > figures.lastAt) figures.lastAt = last;
}

function count(tally: Tally, key: string, times: number, at: number): void {
  const counted = tally.get(key);
  if (!counted) {
    tally.set(key, { count: times, lastAt: at });
    return;
  }
  counted.count += times;
  if (at > counted.lastAt) counted.lastAt = at;
}

function countAll(tally: Tally, from: Tally): void {
  for (const [key, counted] of from) count(tally, key, counted.count, counted.lastAt);
}

function discount(tally: Tally, key: string, times: number): void {
  const counted = tally.get(key);
  if (counted) counted.count -= times;
}
