import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Handler parameter: who acts, and in which request, as the metadata of events wants it. */
export const RequestMetadata = createParamDecorator(
  (_data: unknown, context: ExecutionContext): { actor: string; correlationId: string } => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return { actor: request.actor, correlationId: request.id };
  },
);
