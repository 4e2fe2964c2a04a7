import type { ReactNode } from 'react';
import { Link, Router, type AroundNavHandler } from 'wouter';
import { navigate as go, useHistoryState } from 'wouter/use-browser-location';
import { HOME } from './addresses.js';

export { Link };

/** What travels with a history entry and not in the address, so that it stays out of logs and bookmarks. */
interface NavigationState {
  /** Wait for this ledger position when reading: one's own write is then in the answer. */
  readonly after?: string;
  /** What stood in the search box. */
  readonly query?: string;
}

interface Entry extends NavigationState {
  /** How many entries of the desk lie below this one. */
  readonly depth?: number;
}

const entryOf = (state: unknown): Entry => (typeof state === 'object' && state !== null ? state : {});
const depth = (): number => entryOf(window.history.state).depth ?? 0;

export function useNavigationState(): NavigationState {
  return entryOf(useHistoryState<unknown>());
}

/** Goes to an address of the desk, to the top of its page. */
export function navigate(address: string, state: NavigationState = {}): void {
  go(address, { state: { ...state, depth: depth() + 1 } });
  window.scrollTo(0, 0);
}

/** Changes where one is without a new step to go back over. */
export function replaceAddress(address: string, state: NavigationState = {}): void {
  go(address, { replace: true, state: { ...state, depth: depth() } });
}

/** One step back within the desk; from the first page of a visit, to the search. */
export function goBack(): void {
  if (depth() > 0) window.history.back();
  else if (window.location.pathname !== HOME) replaceAddress(HOME);
}

/** A plain click on a link leads where `navigate` would; any other (new tab, new window) is the browser's. */
const follow: AroundNavHandler = (_navigate, to, options) => navigate(to, entryOf(options?.state));

/** Lets the `Link`s within it keep count of the steps back. */
export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  return <Router aroundNav={follow}>{children}</Router>;
}
