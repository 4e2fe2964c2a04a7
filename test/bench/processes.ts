import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** dist/apps, seen from dist/test/bench. */
const APPS = join(__dirname, '../../apps');
const PROGRAMS = { server: 'touchstone/src/main.js', cli: 'cli/src/main.js' } as const;
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
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): RunningProgram {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:TOUCHSTONE_|HOST$|PORT$)/.test(name));
  const child: ChildProcess = spawn(process.execPath, [join(APPS, PROGRAMS[program]), ...args], {
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
