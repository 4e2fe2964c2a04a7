import type { DeskPage } from '#desk';
import { useEffect } from 'react';

/** The page that one opened goes first. */
const REST_MS = 2_000;

/** Loads the code of all pages once the first one has had its time, so that each opens at once. */
export function usePreload(pages: readonly DeskPage[]): void {
  useEffect(() => {
    const timer = window.setTimeout(() => {
      // What cannot be loaded now is tried again when its page is opened.
      for (const { preload } of pages) void preload().catch(() => undefined);
    }, REST_MS);
    return () => window.clearTimeout(timer);
  }, [pages]);
}
