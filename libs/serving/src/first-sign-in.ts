import type { FirstToken } from '#platform';

/**
 * How to sign in, for whoever starts the server. A token is printed once, when it was made just now, and to a terminal only:
 * what else prints ends in a log. It stands in the fragment of the link, which browsers do not send to servers.
 */
export function firstSignIn({ made, path }: FirstToken, url: string, isTerminal: boolean): string {
  if (made !== undefined && isTerminal)
    return `Sign in: ${url.replace(/\/+$/, '')}/#token=${made}\nThis administrator's token is shown once. It stays in ${path}.`;
  if (path !== undefined)
    return `Sign in with the administrator's token in ${path}, or with one that "touchstone token create" made.`;
  return 'Sign in with the token that TOUCHSTONE_TOKEN gives, or with one that "touchstone token create" made.';
}
