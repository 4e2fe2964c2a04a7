import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isError } from '../errors.js';
import { ProblemError } from '../problems/problem-error.js';
import type { AccessToken } from './access-token.js';
import type { CredentialsThrottle } from './credentials-throttle.js';
import { sessionIn } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who acts, for the metadata of events: the header `X-Touchstone-Actor`, else `token`. Empty on open routes. */
    actor: string;
  }
  interface FastifyContextConfig {
    /** Answers without a token: always, or for some requests. */
    open?: boolean | ((request: FastifyRequest) => boolean);
  }
}

/**
 * Marks a handler that answers without a token; all others require one. It is a `RouteConfig`: a second one on the handler
 * would replace it.
 */
export function Open(): MethodDecorator {
  return RouteConfig({ open: true });
}

/** The request brings no token, or a wrong one. */
class UnauthorizedError extends ProblemError {
  constructor(readonly given?: 'token' | 'session') {
    super(401, 'unauthorized', 'A valid token is needed', {
      detail: given
        ? 'The token or session is not valid (any more). Sign in again with the link that the server printed when it started.'
        : 'Send the header "Authorization: Bearer <token>". The token is in the file "token" of the keys folder.',
      headers: { 'www-authenticate': given ? 'Bearer realm="touchstone", error="invalid_token"' : 'Bearer realm="touchstone"' },
    });
  }
}

/** Wrong credentials come again and again from one address. */
class TooManyAttemptsError extends ProblemError {
  constructor(seconds: number) {
    super(429, 'too-many-attempts', 'Too many wrong credentials', {
      detail: `Wrong credentials came from this address again and again. Right ones are taken at any time; wrong ones are looked at again in ${seconds} s.`,
      headers: { 'retry-after': String(seconds) },
    });
  }
}

export interface ProtectOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Refuses every request without a valid token, before its body is read: Nest's routes, plugins' routes and unknown
 * paths alike, save those marked `@Open()`, or `open` in their configuration. A session cookie opens GET and HEAD only, so that no other
 * site can make a browser change anything. Wrong credentials are slowed by `throttle`; right ones never are.
 */
export function protectRoutes(
  fastify: FastifyInstance,
  access: AccessToken,
  throttle: CredentialsThrottle,
  options: ProtectOptions = {},
): void {
  const now = options.now ?? Date.now;
  fastify.decorateRequest('actor', '');
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    try {
      if (!isOpen(request)) {
        authenticate(request, access, now());
        request.actor = actorOf(request);
      }
      done(null, payload);
    } catch (error) {
      done(isError(error) ? slowed(error, request.ip, throttle) : new UnauthorizedError());
    }
  });
}

/** What to answer wrong credentials with. None are no attempt, and neither is a session: most that do not hold have ended. */
function slowed(error: Error, address: string, throttle: CredentialsThrottle): Error {
  if (!(error instanceof UnauthorizedError && error.given === 'token')) return error;
  const wait = throttle.mayTry(address);
  throttle.failed(address);
  return wait === undefined ? error : new TooManyAttemptsError(wait);
}

function isOpen(request: FastifyRequest): boolean {
  const open = request.routeOptions.config?.open;
  return typeof open === 'function' ? open(request) : open === true;
}

function authenticate(request: FastifyRequest, access: AccessToken, now: number): void {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1];
    if (token === undefined || !access.matches(token)) throw new UnauthorizedError('token');
    return;
  }
  const session = sessionIn(request.headers.cookie);
  if (session === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw new UnauthorizedError();
  if (!access.isSession(session, now)) throw new UnauthorizedError('session');
}

function actorOf(request: FastifyRequest): string {
  const actor = request.headers['x-touchstone-actor'];
  if (actor === undefined) return 'token';
  if (typeof actor !== 'string' || !/^[\x20-\x7e\xa0-\xff]{1,100}$/.test(actor) || actor.trim() === '') {
    throw new ProblemError(400, 'invalid-actor', 'The actor cannot be used', {
      detail: 'The header X-Touchstone-Actor must hold 1 to 100 printable characters.',
      errors: [{ field: 'X-Touchstone-Actor', problem: 'must hold 1 to 100 printable characters' }],
    });
  }
  return actor;
}
