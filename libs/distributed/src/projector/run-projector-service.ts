import { lead, type Leadership } from '#postgres';
import type { Progress, ViewSet } from '#views';
import type { PostgresEditions } from '#views/postgres';
import { manageEditions } from './manage-editions.js';
import { SetProblems } from './set-problems.js';
import type { FollowedLedger } from './write-edition.js';

export interface ProjectorServiceOptions {
  /** PostgreSQL's address: where the processes compete for the lead, and where `editions` are. */
  readonly url: string;
  readonly editions: PostgresEditions;
  readonly events: FollowedLedger;
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
 * from the last commit on; the other sets go on meanwhile. What keeps a set from going on is noted in the database.
 */
export async function runProjectorService(options: ProjectorServiceOptions): Promise<void> {
  const { url, editions, events, sets, signal, log, onStatus, onProgress = () => undefined, batchSize } = options;
  const project = (set: ViewSet): Promise<void> => {
    const managed = { set, editions, events, log, onProgress, ...(batchSize === undefined ? {} : { batchSize }) };
    return lead({
      url,
      name: `project ${set.name}`,
      applicationName: `touchstone-leads-${set.name}`,
      signal,
      onLead: async (leading) => {
        // Another may have led meanwhile, and noted something.
        const problems = new SetProblems(editions, set.name);
        try {
          await manageEditions({ ...managed, problems }, leading);
        } catch (error) {
          // Who lost the lead says nothing of the set: another leads it.
          if (!leading.aborted) problems.failed('serving', error);
          throw error;
        } finally {
          await problems.settled();
        }
      },
      onChange: (leadership) => {
        if (leadership.state === 'failed') log.error({ set: set.name, err: leadership.error }, 'projecting failed; trying again');
        else log.info({ set: set.name }, leadership.state === 'leading' ? 'projecting this set' : 'standing by for this set');
        onStatus?.(set.name, leadership);
      },
    });
  };
  await Promise.all(sets.map(project));
}
