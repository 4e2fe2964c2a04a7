import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

interface Metadata {
  readonly principal?: Pick<Principal, 'id' | 'kind'>;
  readonly correlationId: string;
}

/** Handler parameter: who acts, and in which request, as the metadata of events wants it: without a name. */
export const RequestMetadata = createParamDecorator((_data: unknown, context: ExecutionContext): Metadata => {
  const { principal, id } = context.switchToHttp().getRequest<FastifyRequest>();
  return { ...(principal ? { principal: { id: principal.id, kind: principal.kind } } : {}), correlationId: id };
});
