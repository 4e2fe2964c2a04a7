import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** dist, seen from dist/test/bench. */
const BUILT = join(__dirname, '../..');
const PROGRAMS = {
  server: 'apps/touchstone/src/main.js',
  cli: 'apps/cli/src/main.js',
  ledger: 'apps/ledger/src/main.js',
  projector: 'apps/projector/src/main.js',
  relay: 'apps/relay/src/main.js',
  /** Speaks EventStoreDB's protocol and keeps events in memory. */
  'eventstoredb-stub': 'libs/event-store/src/eventstoredb/testing/main.js',
  /** Clients without rights. */
  'unwelcome-clients': 'test/bench/unwelcome-clients.js',
  /** The customers service on a ledger in SQLite. */
  'postgres-customers': 'test/bench/postgres-customers.js',
} as const;
export type ProgramName = keyof typeof PROGRAMS;

/** Settings of the caller's environment that are not the started program's. */
const NOT_INHERITED = /^(?:TOUCHSTONE_|POSTGRES_|KAFKA_|EVENTSTOREDB_|HOST$|PORT$)/;
const KEPT = 4000;

/** A program of the product, started. */
export interface RunningProgram {
  readonly pid: number;
  running(): boolean;
  /** The end of all that it printed. */
  output(): string;
  /** Asks it to stop, where it still runs, and waits for the end. */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<void>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a built program with these settings; those of the caller's environment are left out. */
export function startProgram(
  program: ProgramName,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): RunningProgram {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  const child: ChildProcess = spawn(process.execPath, [join(BUILT, PROGRAMS[program]), ...args], {
    env: { ...Object.fromEntries(inherited), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => (output = `${output}${text.toString()}`.slice(-KEPT)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    running,
    output: () => output,
    ended,
    async stop(signal) {
      if (running()) child.kill(signal);
      await ended;
    },
  };
}
