import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import type { Job, JobPorts } from '#slice';
import type { SqliteVault } from '#vault';
import { EditionsFolder, problemCode } from '#views';

const EVERY_MS = 1000;
/** Things looked at in one step: some tens of milliseconds, for which a caller may have to wait. */
const LIMIT = 20;
/** After each step it rests so many times as long: it is in nobody's way, neither of a look-up nor of a rebuild. */
const REST = 4;

export interface IdlePorts {
  readonly vault: SqliteVault;
  readonly commands: JobPorts['commands'];
  readonly store: Pick<EventStore, 'head' | 'readStored'>;
  /** The folder of the views. */
  readonly views: string;
  /** Whether nothing was asked of this thread for a while. */
  readonly isIdle: () => boolean;
  /** Told when a job fails, once for each reason until it works again. */
  readonly onFailure?: (job: string, error: unknown) => void;
  /** How often it looks whether there is time. Default once a second. */
  readonly everyMs?: number;
}

/**
 * Runs jobs, one after the other, whenever there is nothing else to do and the views that they read have caught up; those that
 * may not wait, every second. The function returned resolves when they have stopped.
 */
export function runJobsWhenIdle(
  jobs: readonly Job[],
  { vault, commands, store, views, isIdle, onFailure = () => undefined, everyMs = EVERY_MS }: IdlePorts,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const folder = new EditionsFolder(views);
  /** The code that a job failed with when it was tried last. */
  const failing = new Map<string, string>();
  let running: Promise<void> | undefined;

  async function run(job: Job): Promise<void> {
    const edition = folder.serving(job.reads);
    if (edition === undefined) return;
    const reader = folder.reader(job.reads);
    const isTime = async (): Promise<boolean> => isIdle() && (await reader.position()) >= (await store.head());
    const mayGoOn = async (): Promise<boolean> =>
      !signal.aborted && folder.serving(job.reads) === edition && (job.mayNotWait === true || (await isTime()));
    try {
      while (await mayGoOn()) {
        const startedAt = performance.now();
        const looked = await job.step({ vault, reader, ledger: store, commands, now: new Date(), limit: LIMIT });
        failing.delete(job.name);
        if (looked === 0) return;
        await sleep(REST * (performance.now() - startedAt), undefined, { signal });
      }
    } finally {
      reader.close();
    }
  }

  async function runAll(): Promise<void> {
    for (const job of jobs) {
      try {
        await run(job);
      } catch (error) {
        // Tried again a second later.
        if (signal.aborted) return;
        const code = problemCode(error);
        if (failing.get(job.name) !== code) onFailure(job.name, error);
        failing.set(job.name, code);
      }
    }
  }

  const timer = setInterval(() => {
    running ??= runAll().finally(() => {
      running = undefined;
    });
  }, everyMs);
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await running;
  };
}
