import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../durable-file.js';
import { StartupError } from '../startup-error.js';

const SESSION_HOURS = 12;
/** How long a session lasts, in seconds. */
export const SESSION_SECONDS = SESSION_HOURS * 3600;

/** The token file holds something else than a token. */
export class TokenFileError extends StartupError {
  readonly code = 'token-file';
  readonly exitCode = 78;
  constructor(path: string) {
    super(`${path} holds no token of at least 24 characters. Restore it, or remove it: the next start then makes a new token.`);
  }
}

/**
 * The token that opens every route, and the sessions that stand for it. Tokens are compared by digest in constant time.
 * Sessions are signed with a key derived from the token: a new token ends them all.
 */
export class AccessToken {
  readonly #digest: Buffer;
  readonly #sessionKey: Buffer;

  constructor(private readonly token: string) {
    this.#digest = digest(token);
    this.#sessionKey = Buffer.from(hkdfSync('sha256', token, '', 'touchstone session', 32));
  }

  matches(candidate: string): boolean {
    return timingSafeEqual(this.#digest, digest(candidate));
  }

  /** A session that holds for twelve hours from `now` (milliseconds since the epoch). */
  startSession(now: number): string {
    const expires = String(Math.floor(now / 1000) + SESSION_SECONDS);
    return `${expires}.${this.#sign(expires).toString('base64url')}`;
  }

  isSession(candidate: string, now: number): boolean {
    const [expires = '', signature = ''] = candidate.split('.');
    if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 <= now) return false;
    const given = Buffer.from(signature, 'base64url');
    const due = this.#sign(expires);
    return given.length === due.length && timingSafeEqual(given, due);
  }

  /** Address that signs a browser in. The token is in the fragment, which browsers do not send to servers. */
  signInLink(url: string): string {
    return `${url.replace(/\/+$/, '')}/#token=${this.token}`;
  }

  #sign(expires: string): Buffer {
    return createHmac('sha256', this.#sessionKey).update(expires).digest();
  }
}

/**
 * The token of this installation: `fixed` where it is given, else the one in `<keysPath>/token`, which the first start
 * makes (256 bits, readable by the owner alone). `made` says that this call made it.
 * @throws TokenFileError
 */
export function openAccessToken(keysPath: string, fixed?: string): { readonly access: AccessToken; readonly made: boolean } {
  if (fixed !== undefined) return { access: new AccessToken(fixed), made: false };
  const path = join(keysPath, 'token');
  const kept = readIfThere(path);
  if (kept !== undefined) {
    const token = kept.trim();
    if (!/^[\x21-\x7e]{24,}$/.test(token)) throw new TokenFileError(path);
    chmodSync(path, 0o600);
    return { access: new AccessToken(token), made: false };
  }
  const token = randomBytes(32).toString('base64url');
  writeDurably(path, `${token}\n`);
  return { access: new AccessToken(token), made: true };
}

const digest = (token: string) => createHash('sha256').update(token).digest();
