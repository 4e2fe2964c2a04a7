import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const REPOSITORY = join(__dirname, '..', '..');
export const CLI = join(REPOSITORY, 'dist', 'apps', 'cli', 'src', 'main.js');
const TOKEN = 'a-token-for-tests-of-24-characters-or-more';
const START_MS = 30_000;

/** A folder for one test's data, gone afterwards. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What stands at the root, beside the API and the pages. */
const AT_THE_ROOT = /^\/(?:api|health|metrics|docs|openapi\.json|asyncapi\.json)\b/;

/** A path of the API, which tests write without its prefix. */
export const fullPath = (path: string): string => (AT_THE_ROOT.test(path) ? path : `/api/v1${path}`);

/** The fields of recording's answers and of problems that tests read. */
export interface Answer {
  readonly id: string;
  readonly position: string;
  readonly duplicate?: boolean;
  readonly ignoredIdentifiers?: readonly string[];
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly problem: string }[];
}

/** A server, or a gateway before several. */
export interface TestEndpoint {
  readonly url: string;
  readonly token: string;
  /** Sends a request with the token, to a path without the API's prefix; answers with status and parsed body. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the test expects
  call<Body = Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body; headers: Headers }>;
}

/** A real server process on a free port. */
export interface TestServer extends TestEndpoint {
  readonly pid: number;
  /** All it printed so far. */
  output(): string;
  /** SIGTERM, and waits for the end. Answers with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

/** Starts the built server on a data folder. Rejects with what it printed when it does not come up. */
export async function startServer(
  data: string,
  environment: Record<string, string> = {},
  args: string[] = [],
): Promise<TestServer> {
  return startProgram('touchstone', { TOUCHSTONE_DATA: data, ...environment }, args);
}

/** Starts one of the built server programs of `apps/`. Rejects with what it printed when it does not come up. */
export async function startProgram(
  program: string,
  environment: Record<string, string>,
  args: string[] = [],
): Promise<TestServer> {
  const child = spawnProgram(program, environment, args);
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const deadline = Date.now() + START_MS;
  let url: string | undefined;
  while (!url) {
    url = /listens on (http\S+)/.exec(output)?.[1];
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`The server did not come up (exit code ${child.exitCode}):\n${output}`);
    if (!url) await sleep(20);
  }
  return {
    ...endpointAt(url),
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The address `url` of servers with the token of the tests. */
export function endpointAt(url: string): TestEndpoint {
  return {
    url,
    token: TOKEN,
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      const response = await fetch(url + fullPath(path), {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
      });
      const answer = await response.text();
      const isJson =
        /json/.test(response.headers.get('content-type') ?? '') && !/ndjson/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson && answer !== '' ? JSON.parse(answer) : answer) as Body,
      };
    },
  };
}

/** The server process as such, for tests of how it refuses to start. */
export function runServer(data: string, environment: Record<string, string> = {}, args: string[] = []): ChildProcess {
  return spawnProgram('touchstone', { TOUCHSTONE_DATA: data, ...environment }, args);
}

function spawnProgram(program: string, environment: Record<string, string>, args: string[]): ChildProcess {
  return spawn(process.execPath, [join(REPOSITORY, 'dist', 'apps', program, 'src', 'main.js'), ...args], {
    env: { ...withoutPlaces(), PORT: '0', TOUCHSTONE_TOKEN: TOKEN, TOUCHSTONE_LOG: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The environment of the tests, but for where data is: what a test starts works on its own. */
function withoutPlaces(): NodeJS.ProcessEnv {
  const { TOUCHSTONE_DATA: _, KAFKA_BROKERS: _kafka, POSTGRES_URL: _postgres, EVENTSTOREDB_URL: _store, ...others } = process.env;
  return others;
}

/** The built command line tool, started. */
export interface RunningCli {
  readonly process: ChildProcess;
  /** All it printed so far. */
  output(): string;
  /** Resolves at its end; the code is `null` when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

export function startCli(args: string[], environment: Record<string, string> = {}): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...withoutPlaces(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
  return { process: child, output: () => output, ended };
}

/** Runs the built command line tool to its end. */
export function runCli(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  return startCli(args, environment).ended;
}
