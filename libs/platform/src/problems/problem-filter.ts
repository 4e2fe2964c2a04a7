import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withoutMessage } from '../errors.js';
import { problemDetails } from './problem-error.js';
import { type ProblemCodes, problemFrom } from './problem-from.js';

/**
 * Turns any error of a request into `application/problem+json`. Logs server errors without their message, which may hold
 * data.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('Problems');

  constructor(private readonly codes: ProblemCodes = {}) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>());
  }

  /** The same for routes outside of Nest. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemFrom(error, this.codes, request.id);
    if (problem.status >= 500)
      this.#log.error({ requestId: request.id, code: problem.code, ...withoutMessage(problem.cause ?? error) });
    if (reply.sent || reply.raw.headersSent) {
      // The answer has begun, as a stream: only cutting the connection can tell the client that it is incomplete.
      reply.raw.destroy();
      return;
    }
    void reply
      .status(problem.status)
      .headers(problem.headers)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemDetails(problem)));
  }
}
