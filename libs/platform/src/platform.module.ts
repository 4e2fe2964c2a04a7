import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { Access } from './access/access.js';
import { SessionController } from './access/session.controller.js';
import { Configuration } from './configuration/configuration.js';
import { HealthChecks } from './health/health-checks.js';
import { HealthController } from './health/health.controller.js';
import { AnswerDeadline, type RunCancellable } from './http/answer-deadline.js';
import { loggingOptions } from './logging/logging-options.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import type { ProblemCodes } from './problems/problem-from.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { ValidationPipe } from './validation/validation-pipe.js';

export interface PlatformOptions {
  readonly configuration: Configuration;
  readonly access: Access;
  /** The HTTP answers to errors of the libraries, by their `code`. */
  readonly problems?: ProblemCodes;
  /** Cancels the work behind a route when the look-up's deadline has passed. */
  readonly runCancellable?: RunCancellable;
  /** Where the log goes. Default standard output. */
  readonly logTo?: DestinationStream;
}

/** What every server has: log, problems, validation, session, health, metrics. Its providers are global. */
@Module({})
export class PlatformModule {
  static forRoot({ configuration, access, problems, runCancellable, logTo }: PlatformOptions): DynamicModule {
    const shared = [
      { provide: Configuration, useValue: configuration },
      { provide: Access, useValue: access },
      { provide: HealthChecks, useValue: new HealthChecks() },
      { provide: Metrics, useValue: new Metrics() },
      { provide: ProblemFilter, useValue: new ProblemFilter(problems) },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [LoggerModule.forRoot(loggingOptions(configuration.log, logTo))],
      controllers: [SessionController, HealthController, MetricsController],
      providers: [
        ...shared,
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_INTERCEPTOR, useValue: new AnswerDeadline(configuration.lookUpSeconds, runCancellable) },
        { provide: APP_PIPE, useClass: ValidationPipe },
      ],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
