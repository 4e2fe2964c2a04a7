import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Role } from './principal.js';

/** What a route says of who may use it: everybody, or for some requests; or whoever has one of these roles. */
export interface RouteAccess {
  readonly open?: boolean | ((request: FastifyRequest) => boolean);
  readonly allow?: readonly Role[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    open?: RouteAccess['open'];
    allow?: RouteAccess['allow'];
  }
}

const FACTS = Symbol('RouteFacts');

/** Adds to what a handler's route is configured with. Nest's own `RouteConfig` would replace what is there. */
export function routeFacts(facts: object): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const all = { ...(Reflect.getMetadata(FACTS, handler) as object | undefined), ...facts };
    Reflect.defineMetadata(FACTS, all, handler);
    RouteConfig(all)(target, key, descriptor);
  };
}

/** Marks a handler that answers whoever asks. */
export const Open = (): MethodDecorator => routeFacts({ open: true });

/** Who may use a handler: those with one of these roles, and administrators. */
export const Allow = (...roles: readonly [Role, ...Role[]]): MethodDecorator => routeFacts({ allow: roles });

/** What a handler says of who may use it; `undefined` where it says nothing. */
export function accessOf(handler: object): RouteAccess | undefined {
  const facts = Reflect.getMetadata(FACTS, handler) as RouteAccess | undefined;
  return facts && saysWhoMay(facts) ? facts : undefined;
}

export function saysWhoMay({ open, allow }: RouteAccess): boolean {
  return open !== undefined || allow !== undefined;
}
