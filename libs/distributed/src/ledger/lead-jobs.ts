import { setTimeout as sleep } from 'node:timers/promises';
import { lead } from '#postgres';
import type { Job, JobPorts } from '#slice';
import type { PostgresVault } from '#vault/postgres';
import type { PostgresEditions } from '#views/postgres';

/** Things looked at in one step. */
const LIMIT = 50;
const LOOK_AGAIN_MS = 5000;
/** After each step it rests so many times as long: recording comes first. */
const REST = 4;

export interface JobsOptions {
  readonly url: string;
  readonly vault: PostgresVault;
  readonly ledger: JobPorts['ledger'];
  readonly commands: JobPorts['commands'];
  readonly editions: PostgresEditions;
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
}

/** Does jobs until `signal` aborts: each of them in the one process that leads it. */
export async function leadJobs(jobs: readonly Job[], options: JobsOptions): Promise<void> {
  const { url, signal, log } = options;
  await Promise.all(
    jobs.map((job) =>
      lead({
        url,
        name: `job ${job.name}`,
        applicationName: `touchstone-${job.name}`,
        signal,
        onLead: (leading) => work(job, options, leading),
        onChange: (leadership) => {
          if (leadership.state === 'failed') log.warn({ job: job.name, err: leadership.error }, 'a job failed; trying again');
        },
      }),
    ),
  );
}

/** Step after step, until `signal` aborts. */
async function work(job: Job, { vault, ledger, commands, editions, log }: JobsOptions, signal: AbortSignal): Promise<void> {
  const reader = editions.reader(job.reads);
  while (!signal.aborted) {
    let looked = 0;
    const startedAt = performance.now();
    try {
      if ((await editions.serving(job.reads)) !== undefined)
        looked = await job.step({ vault, reader, ledger, commands, now: new Date(), limit: LIMIT });
    } catch (error) {
      log.warn({ job: job.name, err: error }, 'a job failed; trying again');
    }
    const restMs = looked === 0 ? LOOK_AGAIN_MS : REST * (performance.now() - startedAt);
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
