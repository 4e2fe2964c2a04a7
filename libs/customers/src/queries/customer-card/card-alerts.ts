import type { FormerId } from '../../identity-lookup.js';
import type { CaseState } from '../../views/case-state.js';
import { rfc3339 } from '#slice';
import type { CardAlert } from './customer-card.js';

const RECENT = 14 * 86_400_000;

/** What staff should know before they speak: merges within 14 days before `now` that may surprise, complaints not closed, open questions on who this is. */
export function cardAlerts(
  merges: readonly FormerId[],
  complaints: readonly (readonly [ref: string | undefined, state: CaseState])[],
  openReviews: number,
  now: number,
): CardAlert[] {
  const merged = merges.filter(({ mergedAt }) => mergedAt > now - RECENT);
  const last = Math.max(...merged.map(({ mergedAt }) => mergedAt));
  return [
    ...complaints.map(([caseRef, { complained_at, first_at }]): CardAlert => ({
      type: 'open-complaint',
      ...(caseRef === undefined ? {} : { caseRef }),
      since: rfc3339(complained_at ?? first_at),
    })),
    ...(merged.length === 0 ? [] : [{ type: 'recently-merged' as const, ids: merged.map(({ id }) => id), at: rfc3339(last) }]),
    ...(openReviews === 0 ? [] : [{ type: 'in-review' as const, count: openReviews }]),
  ];
}
