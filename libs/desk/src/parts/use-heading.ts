import { useEffect, useRef, type RefObject } from 'react';

/** Gives the page's heading the focus once, when it is `there`, so that a screen reader begins there and keys go to the page. */
export function useHeading(there = true): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const focused = useRef(false);
  useEffect(() => {
    if (!there || focused.current) return;
    focused.current = true;
    heading.current?.focus({ preventScroll: true });
  }, [there]);
  return heading;
}
