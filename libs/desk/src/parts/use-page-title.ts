import { useEffect } from 'react';

/** What the browser's tab says. */
export const tabTitle = (title: string | undefined): string => (title === undefined ? 'Touchstone' : `${title} · Touchstone`);

/** Names the page after what it shows, as soon as that is known; until then it has the name that it is declared with. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = tabTitle(title);
  }, [title]);
}
