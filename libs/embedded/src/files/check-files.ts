import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FileCheck } from '#sqlite';

/** How the check of a file stands. */
export type CheckState =
  | { readonly state: 'running' }
  /** RFC 3339, UTC. */
  | { readonly state: 'sound'; readonly at: string }
  | { readonly state: 'damaged'; readonly at: string; readonly findings: readonly string[] }
  /** It could not be checked. */
  | { readonly state: 'failed'; readonly at: string };

export interface CheckFilesOptions {
  /** The files, by what they are called. They are checked one after another. */
  readonly files: Readonly<Record<string, string>>;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Checks of files that go on in the background. */
export interface FileChecks {
  of(name: string): CheckState;
  /** Ends what is being checked, at once. */
  stop(): void;
}

/**
 * Begins SQLite's own check of these files, in a process of its own with a low priority: nothing waits for it, a stop ends it at once,
 * which nothing could do to a thread, and what damage does to the check it does to nobody else.
 */
export function startFileChecks({ files, log }: CheckFilesOptions): FileChecks {
  const states = new Map<string, CheckState>(Object.keys(files).map((name) => [name, { state: 'running' }]));
  let child: ChildProcess | undefined;
  let isStopped = false;
  const checkAll = async (): Promise<void> => {
    for (const [name, file] of Object.entries(files)) {
      if (isStopped) return;
      const startedAt = performance.now();
      child = fork(join(__dirname, 'check-file-process.js'), [file], { stdio: 'ignore' });
      const found = await answerOf(child);
      if (isStopped) return;
      const at = new Date().toISOString();
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      if (!found) {
        states.set(name, { state: 'failed', at });
        log.error({ file }, `the ${name} could not be checked`);
      } else if (found.sound) {
        states.set(name, { state: 'sound', at });
        log.info({ file, seconds }, `the file of the ${name} is sound`);
      } else {
        const { findings } = found;
        states.set(name, { state: 'damaged', at, findings });
        log.error(
          { file, findings },
          `the file of the ${name} is damaged; stop the server, keep it as it is, and restore the last backup. See "A bad day" in docs/operations.md`,
        );
      }
    }
  };
  void checkAll();
  return {
    of: (name) => states.get(name) ?? { state: 'running' },
    stop() {
      isStopped = true;
      child?.kill('SIGKILL');
    },
  };
}

/** What the process found; `undefined` where it ended without having said anything. */
function answerOf(child: ChildProcess): Promise<FileCheck | undefined> {
  return new Promise((resolve) => {
    child.once('message', (found) => resolve(found as FileCheck));
    child.once('error', () => resolve(undefined));
    child.once('close', () => resolve(undefined));
  });
}
