import { SESSION_SECONDS } from './sessions.js';

const NAME = 'touchstone_session';

/** The session that a `Cookie` header carries. */
export function sessionIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === NAME) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * The `Set-Cookie` header that stores a session, or without one deletes it: HttpOnly, so that no script can read it, and
 * SameSite, so that requests from other sites do not carry it.
 */
export function sessionCookie(session: string | undefined, secure: boolean): string {
  const age = session === undefined ? 0 : SESSION_SECONDS;
  return `${NAME}=${session ?? ''}; Max-Age=${age}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
