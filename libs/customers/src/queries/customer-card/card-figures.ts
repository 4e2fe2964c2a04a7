import { fromMillionths } from '#events';
import type { Figures, Tally } from '../../views/figures.js';
import { rfc3339 } from '#slice';
import type { CountedKey, CustomerCard } from './customer-card.js';

const USUAL_STAFF = 3;

/** Figures as the card shows them, the most frequent first. */
export function cardFigures(
  figures: Figures,
): Pick<
  CustomerCard,
  'roles' | 'touchpoints' | 'firstContactAt' | 'lastContactAt' | 'channels' | 'departments' | 'kinds' | 'usualStaff' | 'amounts'
> {
  return {
    roles: mostFrequentFirst(figures.roles),
    ...(figures.firstAt === undefined ? {} : { firstContactAt: rfc3339(figures.firstAt) }),
    ...(figures.lastAt === undefined ? {} : { lastContactAt: rfc3339(figures.lastAt) }),
    touchpoints: figures.touchpoints,
    channels: mostFrequentFirst(figures.channels),
    departments: mostFrequentFirst(figures.departments),
    kinds: mostFrequentFirst(figures.kinds),
    usualStaff: mostFrequentFirst(figures.staff).slice(0, USUAL_STAFF),
    amounts: [...figures.amounts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, sums]) => ({
        currency,
        purchases: fromMillionths(sums.purchases),
        refunds: fromMillionths(sums.refunds),
        costs: fromMillionths(sums.costs),
        other: fromMillionths(sums.other),
      })),
  };
}

/** The latest first among equally frequent ones. */
function mostFrequentFirst(tally: Tally): CountedKey[] {
  return [...tally]
    .toSorted(([keyA, a], [keyB, b]) => b.count - a.count || b.lastAt - a.lastAt || (keyA < keyB ? -1 : 1))
    .map(([key, { count, lastAt }]) => ({ key, count, lastAt: rfc3339(lastAt) }));
}
