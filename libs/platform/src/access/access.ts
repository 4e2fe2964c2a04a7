import { openAdministratorToken, ownNames } from './administrator.js';
import { anyOf, type Authenticator } from './authenticator.js';
import { EndedSessionFiles } from './files/ended-session-files.js';
import { TokenFiles } from './files/token-files.js';
import type { Principal } from './principal.js';
import { type EndedSessions, Sessions } from './sessions.js';
import { namedTokens, type TokenStore } from './token-store.js';

/** Whom a session stands for; or that it is `over`: ended, too old, or whoever opened it may not come in any more. */
export type SessionCheck = Principal | 'over' | undefined;

/** Somebody who came in. */
export interface Admitted {
  /** The id of whoever it is. */
  readonly principal: string;
  /** That of the session, where it was one. */
  readonly cookie?: string;
}

/** Who may come in, by token or by the session that began with one, and what they are called. */
export class Access {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: Sessions,
  ) {}

  /** Whose token this is. */
  authenticate(token: string): Promise<Principal | undefined> {
    return this.authenticator.authenticate(token);
  }

  /** A cookie that stands for `principal` for twelve hours from `now` (milliseconds since the epoch). */
  startSession(principal: Principal, now: number): string {
    return this.sessions.start(principal.id, now);
  }

  /** Whom a cookie stands for at `now`; `undefined` where it is none of ours. */
  async checkSession(cookie: string, now: number): Promise<SessionCheck> {
    const session = this.sessions.read(cookie);
    if (!session) return undefined;
    const [over, known] = await Promise.all([this.sessions.over([session], now), this.authenticator.find([session.principal])]);
    return (over.has(session.id) ? undefined : known.get(session.principal)) ?? 'over';
  }

  /**
   * Those of `admitted`, who came in before, that would not be let in at `now`: their session is over, or whoever it is may not
   * come in any more. However many there are, each store is asked once.
   */
  async over<T extends Admitted>(admitted: readonly T[], now: number): Promise<readonly T[]> {
    const each = admitted.map((one) => ({ one, session: one.cookie === undefined ? undefined : this.sessions.read(one.cookie) }));
    const [over, known] = await Promise.all([
      this.sessions.over(
        each.flatMap(({ session }) => session ?? []),
        now,
      ),
      this.authenticator.find([...new Set(admitted.map(({ principal }) => principal))]),
    ]);
    return each.flatMap(({ one, session }) => (!known.has(one.principal) || (session && over.has(session.id)) ? [one] : []));
  }

  /** Ends the session of a cookie for every process; durable when it resolves. A cookie that is none of ours changes nothing. */
  async endSession(cookie: string): Promise<void> {
    const session = this.sessions.read(cookie);
    if (session) await this.sessions.end(session);
  }

  /** The names of principals, also of those who may not come in any more; what is nobody's id is left out. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.authenticator.namesOf(ids);
  }
}

/** Where named tokens and ended sessions are kept. */
export interface AccessStores {
  readonly tokens: TokenStore;
  readonly ended: EndedSessions;
}

/** Those of the embedded edition, in the keys folder. */
export function accessFiles(keysPath: string): AccessStores {
  return { tokens: new TokenFiles(keysPath), ended: new EndedSessionFiles(keysPath) };
}

/** The names of principals, for whoever reads a data folder without serving it. */
export function principalNames({ tokens }: Pick<AccessStores, 'tokens'>): Pick<Authenticator, 'namesOf'> {
  return { namesOf: async (ids) => new Map([...ownNames(ids), ...(await namedTokens(tokens).namesOf(ids))]) };
}

/** How people get in for the first time. */
export interface FirstToken {
  /** The file of the administrator's token; none where the environment gives it. */
  readonly path?: string;
  /** The token, where it was made just now. */
  readonly made?: string;
}

/** Access, and how people get in for the first time. */
export interface OpenedAccess {
  readonly access: Access;
  readonly first: FirstToken;
}

/**
 * Opens access for those with the administrator's token (`fixed`, or the one in the keys folder, made where there is none)
 * or a named one.
 * @throws TokenFileError
 */
export function openAccess(keysPath: string, fixed: string | undefined, { tokens, ended }: AccessStores): OpenedAccess {
  const { authenticator, sessionKey, ...first } = openAdministratorToken(keysPath, fixed);
  const access = new Access(anyOf([authenticator, namedTokens(tokens)]), new Sessions(sessionKey, ended));
  return { access, first };
}
