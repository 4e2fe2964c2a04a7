import { address, type AnswerOf } from './address.js';
import { problemOf, unreachable } from './problem.js';

/**
 * Who may read and write. The token, which is kept for this tab only, opens a session, whose cookie serves live events and the
 * reading of tabs that have no token.
 */
const KEPT_AS = 'touchstone.token';

export type SessionState = 'open' | 'closed';

/** Who is signed in. */
export type Me = AnswerOf<'/api/v1/session'>;
/** What somebody may do; see the roles in README. */
export type Role = Me['roles'][number];

/** Whether somebody with roles `mine` may do what is for `roles`. Who is not known yet, the server refuses. */
export function mayUse(mine: readonly Role[] | undefined, roles: readonly Role[] | undefined): boolean {
  return mine === undefined || roles === undefined || mine.some((role) => role === 'admin' || roles.includes(role));
}

let state: SessionState = 'open';
let me: Me | undefined;
const listeners = new Set<() => void>();

export function sessionState(): SessionState {
  return state;
}

/** Who is signed in; `undefined` where the server was not asked yet, or did not answer. */
export function signedInAs(): Me | undefined {
  return me;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function heldToken(): string | undefined {
  return window.sessionStorage.getItem(KEPT_AS) ?? undefined;
}

/** Opens a session. Throws an ApiProblem: 401 where the token is not known. */
export async function openSession(token: string): Promise<void> {
  const response = await fetch(address('/api/v1/session'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  window.sessionStorage.setItem(KEPT_AS, token);
  await recogniseMe();
  become('open');
}

/** Asks the server who is signed in. Where it does not say, the page shows everything, and the server decides. */
export async function recogniseMe(): Promise<void> {
  const token = heldToken();
  const headers = { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const response = await fetch('/api/v1/session', { headers }).catch(() => undefined);
  me = response?.ok ? ((await response.json()) as Me) : undefined;
}

/** Ends the session here and on the server. The page forgets the token even where the server cannot be told. */
export async function endSession(): Promise<void> {
  const token = heldToken();
  window.sessionStorage.clear();
  me = undefined;
  become('closed');
  await fetch(address('/api/v1/session'), {
    method: 'DELETE',
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  }).catch(() => undefined);
}

/** The server does not know us (any more): ask to sign in. */
export function sessionLost(): void {
  // All that was kept is whoever was signed in's: somebody else may sign in next.
  window.sessionStorage.clear();
  me = undefined;
  become('closed');
}

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
