import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { routeFacts } from '../access/route-access.js';
import { ProblemError } from '../problems/problem-error.js';

const CONFIG = { takesText: true } as const;

/** The JSON body of this route is handed on as text: it is parsed once, by whoever carries it out. */
export const TextBody = (): MethodDecorator => applyDecorators(routeFacts(CONFIG), ApiConsumes('application/json'));

export function takesText(request: FastifyRequest): boolean {
  return (request.routeOptions.config as Partial<typeof CONFIG>).takesText === true;
}

/**
 * Handler parameter of a route with `@TextBody`: the body as it came, empty where there is none.
 * @throws ProblemError 415 where it is not JSON
 */
export const JsonText = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  throw new ProblemError(415, 'unsupported-media-type', 'This content type is not understood', {
    detail: 'Send the body with Content-Type: application/json.',
  });
});
