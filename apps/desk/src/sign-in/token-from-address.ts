import { openSession, sessionLost } from '#desk';

/**
 * Opens a session with the token of a sign-in link (`/#token=...`) and takes it out of the address bar and the history
 * first, whether it is good or not. Never throws: a token that is refused leads to the sign-in form.
 * @returns whether there was one
 */
export async function takeTokenFromAddress(): Promise<boolean> {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token === null || token === '') return false;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return openSession(token).then(
    () => true,
    () => {
      sessionLost();
      return true;
    },
  );
}
