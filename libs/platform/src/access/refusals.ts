import { ProblemError } from '../problems/problem-error.js';
import type { Principal, Role } from './principal.js';

const HOW = 'Send the header "Authorization: Bearer <token>". An administrator makes tokens: touchstone token create.';
const WRONG = 'Nobody comes in with this token or session. It may be revoked or ended: sign in again, or ask for another token.';

/** The request brings no token, or a wrong one. */
export class UnauthorizedError extends ProblemError {
  constructor(given: boolean) {
    super(401, 'unauthorized', 'A valid token is needed', {
      detail: given ? WRONG : HOW,
      headers: { 'www-authenticate': given ? 'Bearer realm="touchstone", error="invalid_token"' : 'Bearer realm="touchstone"' },
    });
  }
}

/** Whoever sent the request may not do this. */
export class NotAllowedError extends ProblemError {
  constructor({ roles }: Principal, may: readonly Role[]) {
    const those = [...new Set<Role>([...may, 'admin'])];
    super(403, 'not-allowed', 'You may not do this', {
      detail: `This is for ${inWords(those, 'or')}. You come in as ${inWords(roles, 'and')}. Ask an administrator for a token with another role.`,
    });
  }
}

/** Wrong credentials come again and again from one address. */
export class TooManyAttemptsError extends ProblemError {
  constructor(seconds: number) {
    super(429, 'too-many-attempts', 'Too many wrong credentials', {
      detail: `Wrong credentials came from this address again and again. Right ones are taken at any time; wrong ones are looked at again in ${seconds} s.`,
      headers: { 'retry-after': String(seconds) },
    });
  }
}

function inWords(roles: readonly Role[], last: string): string {
  return roles.length < 2 ? roles.join('') : `${roles.slice(0, -1).join(', ')} ${last} ${roles.at(-1)}`;
}
