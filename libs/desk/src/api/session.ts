import { address } from './address.js';
import { problemOf, unreachable } from './problem.js';

/**
 * Who may read and write. The token opens a session, whose cookie serves reading and live events; writes carry the token
 * itself, which is kept for this tab only.
 */
const KEPT_AS = 'touchstone.token';

export type SessionState = 'open' | 'closed';

let state: SessionState = 'open';
const listeners = new Set<() => void>();

export function sessionState(): SessionState {
  return state;
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
  become('open');
}

/** Ends the session here and on the server. The page forgets the token even where the server cannot be told. */
export async function endSession(): Promise<void> {
  const token = heldToken();
  window.sessionStorage.clear();
  become('closed');
  await fetch(address('/api/v1/session'), {
    method: 'DELETE',
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  }).catch(() => undefined);
}

/** The server does not know us (any more): ask to sign in. */
export function sessionLost(): void {
  window.sessionStorage.removeItem(KEPT_AS);
  become('closed');
}

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
