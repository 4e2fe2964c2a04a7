import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Access } from './access.js';
import type { CredentialsThrottle } from './credentials-throttle.js';
import { mayAct, type Principal } from './principal.js';
import { logPrincipal } from './request-log.js';
import { NotAllowedError, TooManyTriesError, UnauthorizedError } from './refusals.js';
import { type RouteAccess, saysWhoMay } from './route-access.js';
import { sessionIn } from './session-cookie.js';
import { digestOf } from './token-store.js';

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

/** Tokens that were right lately: who comes with one of them is let in while others at the same address are slowed. */
const LATELY_RIGHT = 1000;

/**
 * Lets nobody in who may not, before a body is read: on Nest's routes, on those of plugins and on unknown paths alike. A route
 * says who may use it (`@Allow`, `@Open`, or the same in its configuration), or the program does not start. A session cookie
 * opens GET and HEAD only, so that no other site can make a browser change anything.
 */
export function protectRoutes(fastify: FastifyInstance, access: Access, options: ProtectOptions = {}): void {
  const { now = Date.now, throttle, ofPlugins, onRoute } = options;
  const latelyRight = new LRUCache<string, true>({ max: LATELY_RIGHT });
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
    if (known === undefined) throw refused(request);
    // A page that was left open asks on with a session that is over: nobody tries to guess anything.
    if (known === 'over') throw new UnauthorizedError(true);
    return known;
  }

  async function byToken(request: FastifyRequest, header: string): Promise<Principal> {
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1];
    if (token === undefined) throw refused(request);
    const digest = throttle && digestOf(token);
    if (throttle && digest !== undefined && !latelyRight.has(digest)) refuseSlowed(throttle, request);
    const principal = await access.authenticate(token);
    if (principal && digest !== undefined) latelyRight.set(digest, true);
    if (principal) return principal;
    if (digest !== undefined) latelyRight.delete(digest);
    throw refused(request);
  }

  /** Counts wrong credentials, and answers what they are refused with. */
  function refused(request: FastifyRequest): Error {
    if (throttle) refuseSlowed(throttle, request);
    throttle?.failed(request.ip);
    return new UnauthorizedError(true);
  }
}

function refuseSlowed(throttle: CredentialsThrottle, { ip }: FastifyRequest): void {
  const seconds = throttle.mayTry(ip);
  if (seconds !== undefined) throw new TooManyTriesError(seconds);
}

function isOpen(request: FastifyRequest): boolean {
  const open = request.routeOptions.config?.open;
  return typeof open === 'function' ? open(request) : open === true;
}
