import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../durable-file.js';
import { StartupError } from '../startup-error.js';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';
import { weaknessOf } from './token-strength.js';

/** The token file holds something else than a token, or one that is easy to guess. */
export class TokenFileError extends StartupError {
  readonly code = 'token-file';
  readonly exitCode = 78;
  constructor(path: string, weakness: string) {
    super(
      `The token in ${path} cannot be used: it ${weakness}. Put another one there, or remove the file; the next start then makes a new token.`,
    );
  }
}

/** Who comes with the token of the first start. */
const ADMINISTRATOR: Principal = { id: 'administrator', name: 'Administrator', kind: 'person', roles: ['admin'] };
/** Who comes with the token that the environment gives. */
const ENVIRONMENT: Principal = { id: 'environment', name: 'Environment', kind: 'service', roles: ['admin'] };

/** The names of those who come with such a token. */
export function ownNames(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map([ADMINISTRATOR, ENVIRONMENT].flatMap(({ id, name }) => (ids.includes(id) ? [[id, name]] : [])));
}

/** The token that every installation has: an administrator's. */
export interface AdministratorToken {
  readonly authenticator: Authenticator;
  /** Signs sessions. Derived from the token, so that every process that was given it reads the others' sessions. */
  readonly sessionKey: Buffer;
  /** The file of the token; none where the environment gives it. */
  readonly path?: string;
  /** The token, where this call made it: nobody knows it yet. */
  readonly made?: string;
}

/**
 * The administrator's token of this installation: `fixed` where it is given, else the one in `<keysPath>/token`, which the
 * first start makes (256 bits, readable by the owner alone).
 * @throws TokenFileError
 */
export function openAdministratorToken(keysPath: string, fixed?: string): AdministratorToken {
  if (fixed !== undefined) return knownBy(fixed, ENVIRONMENT);
  const path = join(keysPath, 'token');
  const kept = readIfThere(path)?.trim();
  if (kept === undefined) {
    const made = randomBytes(32).toString('base64url');
    writeDurably(path, `${made}\n`);
    return { ...knownBy(made, ADMINISTRATOR), path, made };
  }
  const weakness = weaknessOf(kept);
  if (weakness !== undefined) throw new TokenFileError(path, weakness);
  chmodSync(path, 0o600);
  return { ...knownBy(kept, ADMINISTRATOR), path };
}

function knownBy(token: string, principal: Principal): AdministratorToken {
  const due = digest(token);
  return {
    sessionKey: Buffer.from(hkdfSync('sha256', token, '', 'touchstone session', 32)),
    authenticator: {
      authenticate: (candidate) => Promise.resolve(timingSafeEqual(due, digest(candidate)) ? principal : undefined),
      find: (ids) => Promise.resolve(new Map(ids.includes(principal.id) ? [[principal.id, principal]] : [])),
      namesOf: (ids) => Promise.resolve(ownNames(ids)),
    },
  };
}

const digest = (token: string) => createHash('sha256').update(token).digest();
