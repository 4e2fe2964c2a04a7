import { counted } from '#desk/text';
import { useReview } from '../identity-queries.js';

/** How many pairs wait for somebody to say who is who. */
export function PairsWaiting() {
  const counts = useReview('').data?.pages[0]?.counts;
  if (counts === undefined) return null;
  const waiting = counts.blocked + counts.suggestions;
  return waiting === 0 ? 'nothing waits' : `${counted(waiting, 'pair')} waiting`;
}
