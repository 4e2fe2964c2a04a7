import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const SESSION_HOURS = 12;
/** How long a session lasts, in seconds. */
export const SESSION_SECONDS = SESSION_HOURS * 3600;

/** The sessions that were ended before their time, kept until then. Several processes may use it at once. */
export interface EndedSessions {
  /** Durable when it resolves. `expires` in seconds since the epoch: nobody asks about the session after that. */
  end(session: string, expires: number): Promise<void>;
  /** All that are kept, with their `expires`. */
  all(): Promise<ReadonlyMap<string, number>>;
  /** Those of `sessions` that were ended. */
  among(sessions: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What a session's cookie says. */
export interface Session {
  readonly id: string;
  /** The id of whoever opened it. */
  readonly principal: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

/**
 * Sessions stand for credentials in pages, which cannot send a header with everything. A cookie names the session, who
 * opened it and its end, and is signed: only those that were ended early have to be remembered.
 */
export class Sessions {
  constructor(
    private readonly key: Buffer,
    private readonly ended: EndedSessions,
  ) {}

  /** The cookie of a new session, which holds for twelve hours from `now` (milliseconds since the epoch). */
  start(principal: string, now: number): string {
    const said = [randomBytes(16).toString('hex'), principal, Math.floor(now / 1000) + SESSION_SECONDS].join('.');
    return `${said}.${this.#sign(said).toString('base64url')}`;
  }

  /** What a cookie of ours says, over or not; `undefined` for any other. */
  read(cookie: string): Session | undefined {
    const end = cookie.lastIndexOf('.');
    const said = cookie.slice(0, Math.max(end, 0));
    const given = Buffer.from(cookie.slice(end + 1), 'base64url');
    const due = this.#sign(said);
    if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined;
    const [id = '', principal = '', expires = ''] = said.split('.');
    return { id, principal, expires: Number(expires) };
  }

  /** The ids of those that are over at `now` (milliseconds since the epoch): ended, or too old. */
  async over(sessions: readonly Session[], now: number): Promise<ReadonlySet<string>> {
    const old = sessions.filter(({ expires }) => now >= expires * 1000).map(({ id }) => id);
    return new Set([...old, ...(await this.ended.among(sessions.map(({ id }) => id)))]);
  }

  /** Ends it, here and in every other process; durable when it resolves. */
  async end({ id, expires }: Session): Promise<void> {
    await this.ended.end(id, expires);
  }

  #sign(said: string): Buffer {
    return createHmac('sha256', this.key).update(said).digest();
  }
}
