import { type CallHandler, type ExecutionContext, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { logCustomer } from './request-log.js';

type CustomerOf = (answer: never, params: Readonly<Record<string, string>>) => string | undefined;

/** Notes in the log's line of a request which customer somebody looked at. */
class LogCustomer implements NestInterceptor {
  constructor(private readonly customerOf: CustomerOf) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { raw, params } = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(
      tap((answer) => {
        const customer = this.customerOf(answer as never, params as Record<string, string>);
        if (customer !== undefined) logCustomer(raw, customer);
      }),
    );
  }
}

/** Marks a route that shows a customer: the log's line of the request has the id of who asked and of who was shown. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the route answers
export function ShowsCustomer<Answer = unknown>(
  customerOf: (answer: Answer, params: Readonly<Record<string, string>>) => string | undefined,
): MethodDecorator {
  return UseInterceptors(new LogCustomer(customerOf));
}
