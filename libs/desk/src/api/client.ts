import type { Address, AnswerOf, PathOf } from './address.js';
import { ApiProblem, problemOf, unreachable } from './problem.js';
import { heldToken, openSession, sessionLost } from './session.js';

/** GET, as whose the token of this tab is, or whose the session. An expired session is opened again with the token of this tab; without one, the page asks to sign in. */
export async function ask<P extends PathOf<'get'>>(url: Address<P>, signal?: AbortSignal): Promise<AnswerOf<P>> {
  const first = await reach(url, { signal });
  if (first.status !== 401) return answerOf(first);
  const token = heldToken();
  const again = token !== undefined && (await openSession(token).then(() => true, isNotRefusal));
  return answerOf(again ? await reach(url, { signal }) : first);
}

/** POST of JSON. */
export function tell<P extends PathOf<'post'>>(url: Address<P>, body: unknown): Promise<AnswerOf<P, 'post'>> {
  return write('post', url, JSON.stringify(body));
}

/** Changes something, with the token. A cookie alone never writes, so that no other page can write through ours. */
export async function write<M extends 'post' | 'delete', P extends PathOf<M>>(
  method: M,
  url: Address<P>,
  json?: string,
): Promise<AnswerOf<P, M>> {
  const token = heldToken();
  if (token === undefined) {
    sessionLost();
    throw new ApiProblem(401, 'sign-in-needed', 'Sign in to record this', 'This tab may only read. Sign in, then send it again.');
  }
  const headers = json === undefined ? undefined : { 'content-type': 'application/json' };
  return answerOf(await reach(url, { method: method.toUpperCase(), headers, body: json }));
}

async function reach(url: Address, init: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(init.headers);
    // The session's cookie is every tab's, and may be somebody else's by now: a tab that has a token is whose that is.
    const token = heldToken();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    headers.set('accept', 'application/json');
    return await fetch(url, { ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return undefined as Answer;
  if (response.ok) {
    const answer: Answer = await response.json();
    return answer;
  }
  if (response.status === 401) sessionLost();
  throw await problemOf(response);
}

function isNotRefusal(error: unknown): boolean {
  if (error instanceof ApiProblem && error.status === 401) return false;
  throw error;
}
