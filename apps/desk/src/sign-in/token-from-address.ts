import { openSession, sessionLost } from '#desk';

/**
 * Opens a session with the token of a sign-in link (`/#token=...`) and takes it out of the address bar and the history
 * first, whether it is good or not. Never throws: a token that is refused leads to the sign-in form.
 */
export async function takeTokenFromAddress(): Promise<void> {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token === null || token === '') return;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  await openSession(token).catch(() => sessionLost());
}
