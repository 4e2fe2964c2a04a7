import type { Principal } from './principal.js';

/**
 * Knows who somebody is. Named tokens are one way, the token of the first start another; a company's identity provider is
 * one more of these, which reads its own bearer tokens.
 */
export interface Authenticator {
  /** Whose bearer token this is; `undefined` where it is nobody's, or not any more. */
  authenticate(token: string): Promise<Principal | undefined>;
  /** Who has these ids, those alone that may come in: asked for each request of a session, and for all open streams at once. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Principal>>;
  /** The names of those ids that are known here, also of those who may not come in any more. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Several ways of knowing: the first that knows a token answers; an id is known to one of them. */
export function anyOf(authenticators: readonly Authenticator[]): Authenticator {
  const fromAll = async <T>(ask: (each: Authenticator) => Promise<ReadonlyMap<string, T>>): Promise<ReadonlyMap<string, T>> =>
    new Map((await Promise.all(authenticators.map(ask))).flatMap((known) => [...known]));
  return {
    async authenticate(token) {
      for (const each of authenticators) {
        // oxlint-disable-next-line no-await-in-loop -- the next is asked only where this one does not know
        const principal = await each.authenticate(token);
        if (principal) return principal;
      }
      return undefined;
    },
    find: (ids) => fromAll((each) => each.find(ids)),
    namesOf: (ids) => fromAll((each) => each.namesOf(ids)),
  };
}
