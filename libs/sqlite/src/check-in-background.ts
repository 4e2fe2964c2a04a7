import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';

/** What a check in the background says. */
export type CheckAnswer = { readonly found: readonly string[] } | { readonly failed: string };

const LEAST_PRIORITY = 19;
const MEMORY_MB = 64;

/**
 * Runs `checkFile` (`quick`) in a process of its own, of the least priority and of little memory: nobody waits for it, and unlike
 * a thread it can be ended in the middle. `undefined` where `signal` ended it.
 */
export function checkInBackground(path: string, signal: AbortSignal): Promise<CheckAnswer | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(undefined);
      return;
    }
    const child = fork(join(__dirname, 'check-process.js'), [path], {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const end = (): void => void child.kill('SIGKILL');
    let answer: CheckAnswer | undefined;
    signal.addEventListener('abort', end, { once: true });
    child.once('spawn', () => lowerPriority(child.pid));
    child.on('message', (message: CheckAnswer) => {
      answer = message;
    });
    child.once('error', (error) => {
      answer ??= { failed: error.message };
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve(signal.aborted ? undefined : (answer ?? { failed: `the check ended by itself (${code})` }));
    });
  });
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, LEAST_PRIORITY);
  } catch {
    // It is over already, or the system has no priorities: it runs as everybody else.
    return;
  }
}
