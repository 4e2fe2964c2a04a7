import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { type AccessToken, type Configuration, HealthChecks, openAccessToken, type Shutdown } from '#platform';
import { closeServer, createHttpApp, type RunCancellable, Metrics, PlatformModule } from '#platform/http';
import { serveApiDocs } from './api-docs.js';
import { serveDesk } from './desk-files.js';
import { addressOf } from './listen.js';
import { PROBLEM_CODES } from './problem-codes.js';
import { VERSION } from './version.js';

/** What a server program serves beside what every one has: session, health, metrics, the description of its API. */
export interface Program {
  readonly modules?: readonly DynamicModule[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  /** Serves the staff's page. */
  readonly desk?: boolean;
  /** The AsyncAPI document of the topics that the installation publishes. */
  readonly topics?: object;
  /** Spares what runs behind the routes the rest of a look-up whose deadline has passed. */
  readonly runCancellable?: RunCancellable;
  /** Health and metrics of what runs behind the routes. */
  readonly watch: (health: HealthChecks, metrics: Metrics) => void;
}

/** A program that listens. */
export interface RunningProgram {
  readonly url: string;
  /** Opens the page signed in. Holds the token: for the terminal, never for the log. */
  readonly signInLink: string;
}

@Module({})
class ProgramModule {
  static of(program: Program, configuration: Configuration, access: AccessToken): DynamicModule {
    return {
      module: ProgramModule,
      imports: [
        PlatformModule.forRoot({
          configuration,
          access,
          problems: PROBLEM_CODES,
          ...(program.runCancellable ? { runCancellable: program.runCancellable } : {}),
        }),
        ...(program.modules ?? []),
      ],
      controllers: [...(program.controllers ?? [])],
      providers: [...(program.providers ?? [])],
    };
  }
}

/**
 * Listens, and tells load balancers to send nothing more as soon as `shutdown` begins. Its step `connections` comes before
 * those that are added later: what answers requests is closed after the last of them.
 */
export async function startProgram(configuration: Configuration, shutdown: Shutdown, program: Program): Promise<RunningProgram> {
  const { access } = openAccessToken(configuration.keys, configuration.token);
  const app = await createHttpApp(ProgramModule.of(program, configuration, access));
  shutdown.step('connections', () => closeServer(app));
  const health = app.get(HealthChecks);
  shutdown.signal.addEventListener('abort', () => health.stop(), { once: true });
  program.watch(health, app.get(Metrics));
  if (program.desk) await serveDesk(app);
  serveApiDocs(app, VERSION, program.topics);
  await app.listen(configuration.port, configuration.host);
  const url = configuration.publicUrl ?? addressOf(app, configuration.host);
  return { url, signInLink: access.signInLink(url) };
}
