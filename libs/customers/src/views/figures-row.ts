import type { Row } from '#views';
import { emptyFigures, type Figures, type Tally } from './figures.js';

/** A hub's figures as the view keeps them. */
export interface FiguresRow extends Row {
  readonly hub: string;
  readonly touchpoints: number;
  readonly shared: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
  readonly last_position: number;
  /** JSON: tallies as code, count, last at; code, count...; amounts as currency and purchases, refunds, costs, other in millionths. */
  readonly parts: string;
}

interface Parts {
  readonly channels: FlatTally;
  readonly departments: FlatTally;
  readonly kinds: FlatTally;
  readonly roles: FlatTally;
  readonly staff: FlatTally;
  readonly amounts: readonly (readonly [currency: string, purchases: string, refunds: string, costs: string, other: string])[];
}

/** Code, count, last at, code, count, last at...: a flat list is written and parsed in half the time of nested ones. */
type FlatTally = readonly (string | number)[];

/** Canonical: equal figures give equal rows, whatever the order in which they were counted. */
export function figuresRow(hub: string, figures: Figures): FiguresRow {
  const parts: Parts = {
    channels: flat(figures.channels),
    departments: flat(figures.departments),
    kinds: flat(figures.kinds),
    roles: flat(figures.roles),
    staff: flat(figures.staff),
    amounts: [...figures.amounts]
      .toSorted(byCode)
      .map(([currency, sums]) => [
        currency,
        sums.purchases.toString(),
        sums.refunds.toString(),
        sums.costs.toString(),
        sums.other.toString(),
      ]),
  };
  return {
    hub,
    touchpoints: figures.touchpoints,
    shared: figures.shared,
    first_at: figures.firstAt ?? null,
    last_at: figures.lastAt ?? null,
    last_position: figures.lastPosition,
    parts: JSON.stringify(parts),
  };
}

/** What `figuresRow` wrote. */
export function figuresOf(row: FiguresRow): Figures {
  const parts: Parts = JSON.parse(row.parts);
  const figures = emptyFigures();
  figures.touchpoints = row.touchpoints;
  figures.shared = row.shared;
  figures.firstAt = row.first_at ?? undefined;
  figures.lastAt = row.last_at ?? undefined;
  figures.lastPosition = row.last_position;
  fill(figures.channels, parts.channels);
  fill(figures.departments, parts.departments);
  fill(figures.kinds, parts.kinds);
  fill(figures.roles, parts.roles);
  fill(figures.staff, parts.staff);
  for (const [currency, purchases, refunds, costs, other] of parts.amounts) {
    figures.amounts.set(currency, {
      purchases: BigInt(purchases),
      refunds: BigInt(refunds),
      costs: BigInt(costs),
      other: BigInt(other),
    });
  }
  return figures;
}

function flat(tally: Tally): FlatTally {
  const list: (string | number)[] = [];
  for (const [code, { count, lastAt }] of tally.size > 1 ? [...tally].toSorted(byCode) : tally) list.push(code, count, lastAt);
  return list;
}

function fill(tally: Tally, list: FlatTally): void {
  for (let i = 0; i < list.length; i += 3)
    tally.set(String(list[i]), { count: Number(list[i + 1]), lastAt: Number(list[i + 2]) });
}

function byCode(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  if (a[0] === b[0]) return 0;
  return a[0] < b[0] ? -1 : 1;
}
