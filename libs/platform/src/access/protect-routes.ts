import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isError } from '../errors.js';
import { ProblemError } from '../problems/problem-error.js';
import type { AccessToken } from './access-token.js';
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
  constructor(given: boolean) {
    super(401, 'unauthorized', 'A valid token is needed', {
      detail: given
        ? 'The token or session is not valid (any more). Sign in again with the link that the server printed when it started.'
        : 'Send the header "Authorization: Bearer <token>". The token is in the file "token" of the keys folder.',
      headers: { 'www-authenticate': given ? 'Bearer realm="touchstone", error="invalid_token"' : 'Bearer realm="touchstone"' },
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
 * site can make a browser change anything.
 */
export function protectRoutes(fastify: FastifyInstance, access: AccessToken, options: ProtectOptions = {}): void {
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
      done(isError(error) ? error : new UnauthorizedError(false));
    }
  });
}

function isOpen(request: FastifyRequest): boolean {
  const open = request.routeOptions.config?.open;
  return typeof open === 'function' ? open(request) : open === true;
}

function authenticate(request: FastifyRequest, access: AccessToken, now: number): void {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1];
    if (token === undefined || !access.matches(token)) throw new UnauthorizedError(true);
    return;
  }
  const session = sessionIn(request.headers.cookie);
  if (session === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw new UnauthorizedError(false);
  if (!access.isSession(session, now)) throw new UnauthorizedError(true);
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
