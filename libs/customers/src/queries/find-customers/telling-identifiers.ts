import type { Handle } from '#events';
import type { Member } from '../../identity-lookup.js';

const FEW = 4;
/** What people know each other's customers by; types not named here come after these, and the last ones at the end. */
const FIRST = ['customer-number', 'email', 'phone', 'loyalty-card', 'account-number'];
const LAST = ['case-ref', 'cookie', 'name-address', 'name-birth'];

/** A few identifiers that tell namesakes apart: the best known types first, those seen last first. */
export function tellingIdentifiers(members: readonly Member[]): Handle[] {
  return members
    .toSorted((a, b) => rank(a.type) - rank(b.type) || b.lastSeenAt - a.lastSeenAt || (a.handle < b.handle ? -1 : 1))
    .slice(0, FEW)
    .map(({ handle }) => handle);
}

function rank(type: string): number {
  const first = FIRST.indexOf(type);
  if (first >= 0) return first;
  const last = LAST.indexOf(type);
  return FIRST.length + (last >= 0 ? last + 1 : 0);
}
