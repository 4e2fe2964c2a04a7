import type { Principal } from './principal.js';

/**
 * Knows who somebody is. Named tokens are one way, the token of the first start another; a company's identity provider is
 * one more of these, which reads its own bearer tokens.
 */
export interface Authenticator {
  /** Whose bearer token this is; `undefined` where it is nobody's, or not any more. */
  authenticate(token: string): Promise<Principal | undefined>;
  /** Who has this id, as long as they may come in: asked for each request of a session. */
  find(id: string): Promise<Principal | undefined>;
  /** The names of those ids that are known here, also of those who may not come in any more. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Several ways of knowing: the first that knows somebody answers. */
export function anyOf(authenticators: readonly Authenticator[]): Authenticator {
  const first = async (ask: (each: Authenticator) => Promise<Principal | undefined>): Promise<Principal | undefined> => {
    for (const each of authenticators) {
      // oxlint-disable-next-line no-await-in-loop -- the next is asked only where this one does not know
      const principal = await ask(each);
      if (principal) return principal;
    }
    return undefined;
  };
  return {
    authenticate: (token) => first((each) => each.authenticate(token)),
    find: (id) => first((each) => each.find(id)),
    async namesOf(ids) {
      const known = await Promise.all(authenticators.map((each) => each.namesOf(ids)));
      return new Map(known.flatMap((names) => [...names]));
    },
  };
}
