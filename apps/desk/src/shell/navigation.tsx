import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from 'react';
import { addressOf, parseRoute, type Route } from './route.js';

/** What travels with a history entry and not in the address, so that it stays out of logs and bookmarks. */
interface NavigationState {
  /** Wait for this ledger position when reading: one's own write is then in the answer. */
  readonly after?: string;
  /** What stood in the search box. */
  readonly query?: string;
}

interface Entry extends NavigationState {
  /** How many entries of the desk lie below this one. */
  readonly depth: number;
}

const listeners = new Set<() => void>();
let here = read();

function read(): { readonly route: Route; readonly entry: Entry } {
  const state: unknown = window.history.state;
  const kept = typeof state === 'object' && state !== null ? (state as Partial<Entry>) : {};
  return { route: parseRoute(window.location.pathname, window.location.search), entry: { depth: 0, ...kept } };
}

function changed(): void {
  here = read();
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', changed);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => here.route);
}

export function useNavigationState(): NavigationState {
  return useSyncExternalStore(subscribe, () => here.entry);
}

export function navigate(route: Route, state: NavigationState = {}): void {
  window.history.pushState({ ...state, depth: here.entry.depth + 1 }, '', addressOf(route));
  changed();
  window.scrollTo(0, 0);
}

/** Changes where one is without a new step to go back over. */
export function replaceRoute(route: Route, state: NavigationState = {}): void {
  window.history.replaceState({ ...state, depth: here.entry.depth }, '', addressOf(route));
  changed();
}

/** One step back within the desk; from the first page of a visit, to the search. */
export function goBack(): void {
  if (here.entry.depth > 0) window.history.back();
  else if (here.route.page !== 'find') replaceRoute({ page: 'find' });
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: Route;
  readonly state?: NavigationState;
  readonly children: ReactNode;
}

/** A link inside the desk: a plain click stays on the page, any other (new tab, new window) is the browser's. */
export function Link({ to, state, children, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to, state);
  };
  return (
    <a href={addressOf(to)} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
