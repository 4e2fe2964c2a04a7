import { useEffect, useRef, type RefObject } from 'react';

/**
 * Names the page in the tab, and gives its heading the focus once when it first appears, so that a screen reader begins
 * there and keys go to the page.
 */
export function usePageTitle(title: string | undefined): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const focused = useRef(false);
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · Touchstone`;
    if (focused.current) return;
    focused.current = true;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return heading;
}
