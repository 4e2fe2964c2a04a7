import type { TimelineItem } from '#customers';
import { useEffect, useMemo, useState } from 'react';

const NOTHING: ReadonlySet<string> = new Set();
const NEAR_TOP_PX = 60;

/**
 * Which arrivals go straight into the timeline and which wait to be asked for. Straight in only while one is at the top
 * and not in the timeline itself, so that nothing moves under what one reads; behind filters they always wait.
 */
export function useArrivals(arrivals: readonly TimelineItem[], loaded: readonly TimelineItem[], filtered: boolean) {
  const [accepted, setAccepted] = useState(NOTHING);

  useEffect(() => {
    const reading = document.querySelector('[data-timeline-item]:focus, [data-timeline-item][aria-expanded="true"]') !== null;
    if (filtered || reading || window.scrollY > NEAR_TOP_PX) return;
    setAccepted(new Set(arrivals.map(({ id }) => id)));
  }, [arrivals, filtered]);

  return useMemo(() => {
    const known = new Set(loaded.map(({ id }) => id));
    const fresh = arrivals.filter(({ id }) => !known.has(id));
    return {
      inPlace: filtered ? [] : fresh.filter(({ id }) => accepted.has(id)),
      waiting: fresh.filter(({ id }) => !accepted.has(id)).length,
      show: () => setAccepted(new Set(arrivals.map(({ id }) => id))),
    };
  }, [arrivals, loaded, accepted, filtered]);
}
