import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import type { CredentialsThrottle } from './credentials-throttle.js';
import { mayAct, type Principal } from './principal.js';
import { logPrincipal } from './request-log.js';
import { NotAllowedError, TooManyAttemptsError, UnauthorizedError } from './refusals.js';
import { type RouteAccess, saysWhoMay } from './route-access.js';
import { sessionIn } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it; nobody known on open routes. */
    principal: Principal | undefined;
  }
}

export interface ProtectOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Who may use routes of plugins that cannot say so themselves, by their pattern. */
  readonly ofPlugins?: (url: string) => RouteAccess | undefined;
  /** Told of every route and what it says of who may use it. */
  readonly onRoute?: (route: DeclaredRoute) => void;
  /** Slows who sends wrong credentials. Default nobody. */
  readonly throttle?: CredentialsThrottle;
}

/** A route, and who may use it. */
export interface DeclaredRoute extends RouteAccess {
  readonly method: string;
  /** Its pattern. */
  readonly url: string;
}

/** A route says nothing of who may use it: the program does not start. */
export class UndeclaredRouteError extends Error {
  constructor(method: string | string[], url: string) {
    super(`The route ${String(method)} ${url} does not say who may use it: mark it with @Allow(...) or @Open().`);
  }
}

/**
 * Lets nobody in who may not, before a body is read: on Nest's routes, on those of plugins and on unknown paths alike. A route
 * says who may use it (`@Allow`, `@Open`, or the same in its configuration), or the program does not start. A session cookie
 * opens GET and HEAD only, so that no other site can make a browser change anything. Wrong tokens are slowed by
 * `throttle`; right ones never are.
 */
export function protectRoutes(fastify: FastifyInstance, access: Access, options: ProtectOptions = {}): void {
  const { now = Date.now, throttle, ofPlugins, onRoute } = options;
  fastify.decorateRequest('principal', undefined);
  fastify.addHook('onRoute', (route) => {
    const { method, url } = route;
    const config = { ...ofPlugins?.(url), ...route.config };
    route.config = config;
    if (!saysWhoMay(config)) throw new UndeclaredRouteError(method, url);
    const { open, allow } = config;
    for (const each of [method].flat()) onRoute?.({ method: each, url, open, allow });
  });
  fastify.addHook('preParsing', async (request, _reply, payload) => {
    if (isOpen(request)) return payload;
    const principal = await authenticate(request);
    const { allow } = request.routeOptions.config ?? {};
    // Whoever is known learns that there is nothing at an unknown path.
    if (!request.is404 && !mayAct(principal, allow ?? [])) throw new NotAllowedError(principal, allow ?? []);
    request.principal = principal;
    logPrincipal(request.raw, principal.id);
    return payload;
  });

  async function authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return byToken(request, authorization);
    const session = sessionIn(cookie);
    if (session === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw new UnauthorizedError(false);
    const known = await access.checkSession(session, now());
    // No attempt to guess: a page that was left open asks on with a session that is over.
    if (known === undefined || known === 'over') throw new UnauthorizedError(true);
    return known;
  }

  async function byToken(request: FastifyRequest, header: string): Promise<Principal> {
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1];
    const principal = token === undefined ? undefined : await access.authenticate(token);
    if (principal) return principal;
    const wait = throttle?.mayTry(request.ip);
    throttle?.failed(request.ip);
    throw wait === undefined ? new UnauthorizedError(true) : new TooManyAttemptsError(wait);
  }
}

function isOpen(request: FastifyRequest): boolean {
  const open = request.routeOptions.config?.open;
  return typeof open === 'function' ? open(request) : open === true;
}
