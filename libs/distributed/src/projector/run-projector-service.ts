import { lead, type Leadership } from '#postgres';
import type { EventSource, Progress, ViewSet } from '#views';
import type { PostgresEditions } from '#views/postgres';
import { manageEditions } from './manage-editions.js';

export interface ProjectorServiceOptions {
  /** PostgreSQL's address: where the processes compete for the lead, and where `editions` are. */
  readonly url: string;
  readonly editions: PostgresEditions;
  readonly events: EventSource;
  readonly sets: readonly ViewSet[];
  /** Ends the service, after the batches in hand. */
  readonly signal: AbortSignal;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Called whenever this process leads a set, stands by for it, or failed and tries again after a pause. */
  readonly onStatus?: (set: string, leadership: Leadership) => void;
  /** Called after each commit. */
  readonly onProgress?: (progress: Progress) => void;
  /** Most events in one commit. Default 2000. */
  readonly batchSize?: number;
}

/**
 * Keeps the views of all `sets` up to date until `signal` aborts. Any number of processes may run it: each set is led by
 * one of them, the others stand by and take over within seconds. Whatever fails (a server that cannot be reached, a
 * projection that throws) is told to `log` and `onStatus` and tried again with growing pauses of at most ten seconds,
 * from the last commit on.
 */
export async function runProjectorService(options: ProjectorServiceOptions): Promise<void> {
  const { url, editions, events, sets, signal, log, onStatus, onProgress = () => undefined, batchSize } = options;
  await Promise.all(
    sets.map((set) =>
      lead({
        url,
        name: `project ${set.name}`,
        applicationName: `touchstone-leads-${set.name}`,
        signal,
        onLead: (leading) =>
          manageEditions({ set, editions, events, log, onProgress, ...(batchSize === undefined ? {} : { batchSize }) }, leading),
        onChange: (leadership) => {
          if (leadership.state === 'failed')
            log.error({ set: set.name, err: leadership.error }, 'projecting failed; trying again');
          else log.info({ set: set.name }, leadership.state === 'leading' ? 'projecting this set' : 'standing by for this set');
          onStatus?.(set.name, leadership);
        },
      }),
    ),
  );
}
