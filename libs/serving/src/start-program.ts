import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AccessToken, API_PATH, type Configuration, HealthChecks, openAccessToken, type Shutdown } from '#platform';
import { closeServer, createHttpApp, type RunCancellable, Metrics, PlatformModule } from '#platform/http';
import { allOf, type Slice } from '#slice';
import { describeFields } from '#slice/http';
import { serveApiDocs } from './api-docs.js';
import { serveDesk } from './desk-files.js';
import { addressOf, listen } from './listen.js';
import { redirectOldPaths } from './old-paths.js';
import { PROBLEM_CODES } from './problem-codes.js';
import { VERSION } from './version.js';
import { warnInTheClear } from './warn-in-the-clear.js';

/** What a server program serves under `/api/v1`, besides session, health, metrics and the description of its API, which all have. */
export interface Program {
  /** How their problems are answered; their routes are among `modules`. */
  readonly slices: readonly Pick<Slice, 'name' | 'problems'>[];
  readonly modules?: readonly DynamicModule[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  /** Serves the staff's page. */
  readonly desk?: boolean;
  /** The AsyncAPI document of the topics that the installation publishes. */
  readonly topics?: object;
  /** Cancels the work behind a route when the look-up's deadline has passed. */
  readonly runCancellable?: RunCancellable;
  /** Registers health checks and metrics of what the routes use. */
  readonly watch: (health: HealthChecks, metrics: Metrics) => void;
}

/** A program that listens. */
export interface RunningProgram {
  readonly url: string;
  /** A link that opens the page signed in. It holds the token: print it on a terminal, never log it. */
  readonly signInLink: string;
}

@Module({})
class ProgramModule {
  static of(program: Omit<Program, 'watch'>, configuration: Configuration, access: AccessToken): DynamicModule {
    const { modules = [] } = program;
    const ofTheApi = [ProgramModule, ...modules.map(({ module }) => module)];
    return {
      module: ProgramModule,
      imports: [
        PlatformModule.forRoot({
          configuration,
          access,
          problems: { ...PROBLEM_CODES, ...allOf(program.slices, 'problems') },
          ...(program.runCancellable ? { runCancellable: program.runCancellable } : {}),
        }),
        ...modules,
        RouterModule.register(ofTheApi.map((module) => ({ path: API_PATH, module }))),
      ],
      controllers: [...(program.controllers ?? [])],
      providers: [...(program.providers ?? [])],
    };
  }
}

/** A program with all its routes, before it listens. */
export async function createProgram(
  configuration: Configuration,
  access: AccessToken,
  program: Omit<Program, 'watch'>,
): Promise<NestFastifyApplication> {
  const app = await createHttpApp(ProgramModule.of(program, configuration, access), configuration);
  redirectOldPaths(app, program.desk === true && (await serveDesk(app)));
  describeFields();
  serveApiDocs(app, VERSION, program.topics);
  return app;
}

/**
 * Listens, and tells load balancers to send nothing more as soon as `shutdown` begins. Its shutdown step `connections` runs
 * before those added later, so that what requests use is closed after the last request.
 */
export async function startProgram(configuration: Configuration, shutdown: Shutdown, program: Program): Promise<RunningProgram> {
  const { access } = openAccessToken(configuration.keys, configuration.token);
  const app = await createProgram(configuration, access, program);
  shutdown.step('connections', () => closeServer(app));
  const health = app.get(HealthChecks);
  shutdown.signal.addEventListener('abort', () => health.stop(), { once: true });
  program.watch(health, app.get(Metrics));
  await listen(app, configuration);
  warnInTheClear(configuration);
  const url = configuration.publicUrl ?? addressOf(app, configuration.host);
  return { url, signInLink: access.signInLink(url) };
}
