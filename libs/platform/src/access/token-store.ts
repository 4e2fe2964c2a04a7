import { createHash, randomBytes } from 'node:crypto';
import type { Authenticator } from './authenticator.js';
import type { Principal, Role } from './principal.js';

/** Whom a token is made for. */
export interface TokenFor {
  readonly name: string;
  readonly kind: 'person' | 'service';
  readonly roles: readonly Role[];
}

/** A token as it is kept: without the token itself. */
export interface NamedToken extends TokenFor {
  readonly id: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339; a token that was revoked stays, because its name belongs to what was done with it. */
  readonly revokedAt?: string;
}

/** A token as it goes from one store to another. */
export interface TokenRecord extends NamedToken {
  /** SHA-256 of the token, in hexadecimal digits. */
  readonly digest: string;
}

/**
 * The named tokens of an installation. Several processes may use it at once: what one of them changed holds for the others
 * within 50 ms, for itself at once.
 */
export interface TokenStore {
  /** Makes a token. It is answered here and never again: only its digest is kept. Durable when it resolves. */
  create(whom: TokenFor): Promise<{ readonly token: string; readonly kept: NamedToken }>;
  /** All there ever were, oldest first. */
  list(): Promise<readonly NamedToken[]>;
  /** From then on nobody comes in with it, nor with a session that began with it. `undefined` where there is no such token. */
  revoke(id: string): Promise<NamedToken | undefined>;
  /** The token whose text this is, revoked or not. */
  find(token: string): Promise<NamedToken | undefined>;
  get(ids: readonly string[]): Promise<readonly NamedToken[]>;
  /** All there ever were, in the order of their ids. */
  records(): Promise<readonly TokenRecord[]>;
  /** Takes over tokens of another store: those that are not here, and that they were revoked there. What is here alone stays. */
  take(records: readonly TokenRecord[]): Promise<void>;
}

const PREFIX = 'touchstone_';
const FORM = /^touchstone_[\w-]{43}$/;

/** A new token, 256 random bits, and what is kept of it. */
export function makeToken(whom: TokenFor): { readonly token: string; readonly digest: string; readonly kept: NamedToken } {
  const token = PREFIX + randomBytes(32).toString('base64url');
  const { name, kind, roles } = whom;
  const kept = { id: randomBytes(6).toString('hex'), name, kind, roles, createdAt: new Date().toISOString() };
  return { token, digest: digestOf(token), kept };
}

/**
 * What is kept in place of a token. A slow hash, as for passwords, protects what can be guessed; nobody guesses 256 random
 * bits, however fast he can try, so SHA-256 is enough and costs a request nothing.
 */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Knows people and programs by their named tokens. */
export function namedTokens(store: TokenStore): Authenticator {
  return {
    async authenticate(token) {
      return FORM.test(token) ? principalOf(await store.find(token)) : undefined;
    },
    async find(ids) {
      const known = (await store.get(ids)).flatMap((kept) => principalOf(kept) ?? []);
      return new Map(known.map((principal) => [principal.id, principal]));
    },
    async namesOf(ids) {
      const kept = await store.get(ids);
      return new Map(kept.map(({ id, name }) => [id, name]));
    },
  };
}

function principalOf(kept: NamedToken | undefined): Principal | undefined {
  if (!kept || kept.revokedAt !== undefined) return undefined;
  const { id, name, kind, roles } = kept;
  return { id, name, kind, roles };
}
