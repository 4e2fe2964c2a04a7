import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { errorCode } from '#platform';
import type { Job } from '#slice';
import type { SqliteVault } from '#vault';
import { EditionsFolder } from '#views';

const EVERY_MS = 1000;
/** Things looked at in one step: some tens of milliseconds, for which a caller may have to wait. */
const LIMIT = 20;
/** After each step it rests so many times as long: it is in nobody's way, neither of a look-up nor of a rebuild. */
const REST = 4;

export interface IdlePorts {
  readonly vault: SqliteVault;
  readonly store: Pick<EventStore, 'head'>;
  /** The folder of the views. */
  readonly views: string;
  /** Whether nothing was asked of this thread for a while. */
  readonly isIdle: () => boolean;
  /** A job failed, and is tried again a second later. Called once for each job and code. */
  readonly onFailure: (job: string, error: unknown) => void;
  /** How often it looks whether there is time. Default once a second. */
  readonly everyMs?: number;
}

/**
 * Runs jobs, one after the other, whenever there is nothing else to do and the views that they read have caught up. The
 * function returned resolves when they have stopped.
 */
export function runJobsWhenIdle(
  jobs: readonly Job[],
  { vault, store, views, isIdle, onFailure, everyMs = EVERY_MS }: IdlePorts,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const folder = new EditionsFolder(views);
  const told = new Set<string>();
  let running: Promise<void> | undefined;

  async function run(job: Job): Promise<void> {
    const edition = folder.serving(job.reads);
    if (edition === undefined) return;
    const reader = folder.reader(job.reads);
    const mayGoOn = async (): Promise<boolean> =>
      !signal.aborted && isIdle() && folder.serving(job.reads) === edition && (await reader.position()) >= (await store.head());
    try {
      while (await mayGoOn()) {
        const startedAt = performance.now();
        if ((await job.step({ vault, reader, now: new Date(), limit: LIMIT })) === 0) return;
        await sleep(REST * (performance.now() - startedAt), undefined, { signal });
      }
    } finally {
      reader.close();
    }
  }

  async function runAll(): Promise<void> {
    for (const job of jobs) await run(job).catch((error: unknown) => failed(job, error));
  }

  function failed(job: Job, error: unknown): void {
    const failure = `${job.name} ${errorCode(error)}`;
    if (signal.aborted || told.has(failure)) return;
    told.add(failure);
    onFailure(job.name, error);
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
