import { type CallHandler, type ExecutionContext, type NestInterceptor, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { ProblemError } from '../problems/problem-error.js';

const STREAMS = Symbol('Streams');

/** Marks a route that streams for as long as the client listens: it has no deadline. */
export const Streams = (): MethodDecorator => SetMetadata(STREAMS, true);

/** Runs `work` so that it sends no further requests to other systems once `signal` aborted. */
export type RunCancellable = <T>(signal: AbortSignal, work: () => T) => T;

/** Answers GET requests within a deadline: with the result, or with a problem that says that it took too long. */
export class AnswerDeadline implements NestInterceptor {
  constructor(
    private readonly seconds: number,
    private readonly runCancellable: RunCancellable = (_signal, work) => work(),
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    const asks = method === 'GET' || method === 'HEAD';
    if (!asks || Reflect.getMetadata(STREAMS, context.getHandler()) === true) return next.handle();
    return new Observable((answer) => {
      const deadline = new AbortController();
      const timer = setTimeout(() => {
        const problem = tookTooLong(this.seconds);
        deadline.abort(problem);
        answer.error(problem);
      }, this.seconds * 1000);
      const asking = this.runCancellable(deadline.signal, () => next.handle().subscribe(answer));
      return () => {
        clearTimeout(timer);
        asking.unsubscribe();
      };
    });
  }
}

function tookTooLong(seconds: number): ProblemError {
  return new ProblemError(503, 'took-too-long', 'The look-up took too long', {
    detail: `It had no answer after ${seconds} s and was given up: the database or the ledger answers slowly. Ask again in a moment. If it stays so, see what keeps them busy; TOUCHSTONE_LOOK_UP_SECONDS sets how long a look-up may take.`,
    headers: { 'retry-after': '5' },
  });
}
