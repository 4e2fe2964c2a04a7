import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, RouterModule } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { Access } from './access/access.js';
import { CREDENTIALS_THROTTLE } from './access/credentials-throttle.js';
import { OpenStreams } from './access/open-streams.js';
import { SessionController } from './access/session.controller.js';
import { WrongCredentials } from './access/wrong-credentials.js';
import { Configuration } from './configuration/configuration.js';
import { HealthChecks } from './health/health-checks.js';
import { HealthController } from './health/health.controller.js';
import { API_PATH } from './http/api-path.js';
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

/** The only route of the API that every server has. */
@Module({ controllers: [SessionController] })
class SessionModule {}

/** What every server has: log, problems, validation, session, health, metrics. Its providers are global. */
@Module({})
export class PlatformModule {
  static forRoot({ configuration, access, problems, runCancellable, logTo }: PlatformOptions): DynamicModule {
    const shared = [
      { provide: Configuration, useValue: configuration },
      { provide: Access, useValue: access },
      { provide: CREDENTIALS_THROTTLE, useValue: new WrongCredentials() },
      { provide: OpenStreams, useValue: new OpenStreams(access) },
      { provide: HealthChecks, useValue: new HealthChecks() },
      { provide: Metrics, useValue: new Metrics() },
      { provide: ProblemFilter, useValue: new ProblemFilter(problems) },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        LoggerModule.forRoot(loggingOptions(configuration.log, logTo)),
        SessionModule,
        RouterModule.register([{ path: API_PATH, module: SessionModule }]),
      ],
      controllers: [HealthController, MetricsController],
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
