import { useQuarantineTotal } from './quarantine-queries.js';

/** How many touchpoints wait to be corrected or discarded. */
export function RefusedWaiting() {
  const { data: refused } = useQuarantineTotal();
  if (refused === undefined) return null;
  return refused === 0 ? 'nothing waits' : `${refused.toLocaleString()} waiting`;
}
