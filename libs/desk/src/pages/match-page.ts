import { parse } from 'regexparam';
import { matchRoute } from 'wouter';
import type { DeskPage } from './page.js';

export interface MatchedPage<Page = DeskPage> {
  readonly page: Page;
  readonly params: Readonly<Record<string, string>>;
}

/** The page at a path, as the address bar has it (escaped), and the parameters in it. None where no page is there; never an error. */
export function matchPage<Page extends Pick<DeskPage, 'path'>>(
  pages: readonly Page[],
  path: string,
): MatchedPage<Page> | undefined {
  for (const page of pages) {
    const [found, params] = matchRoute(parse, page.path, path);
    const read = found ? unescaped(params) : undefined;
    if (read !== undefined) return { page, params: read };
  }
  return undefined;
}

/** The page that had this path in an earlier version. */
export function formerPage<Page extends Pick<DeskPage, 'formerly'>>(pages: readonly Page[], path: string): Page | undefined {
  return pages.find(({ formerly = [] }) => formerly.includes(path));
}

function unescaped(params: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> | undefined {
  try {
    const entries = Object.entries(params).map(([name, value = '']) => [name, decodeURIComponent(value)] as const);
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}
