import { setTimeout as sleep } from 'node:timers/promises';
import type { PublishedTopics, PublishingReads } from '#slice';
import type { Outbox } from '#views';
import type { StreamingLog } from '../streaming-log.js';
import { type Topics, TopicsError } from '../topics.js';
import { publishOutbox } from './publish-outbox.js';
import type { RelayStatus } from './relay-status.js';
import { StatusKeeper } from './status-keeper.js';

export interface RelayOptions {
  readonly outbox: Outbox;
  /** The view sets whose outboxes are published. */
  readonly sets: readonly string[];
  readonly topics: PublishedTopics;
  /** What states and keys are read from. */
  readonly reads: PublishingReads;
  readonly broker: Topics;
  /** CloudEvents `source` of this installation: a URI reference. */
  readonly source: string;
  /**
   * Runs `onLead` whenever this process leads, again where it ended by itself; resolves when `signal` aborts. Correctness
   * does not depend on it: of two concurrent publishers one is fenced. It prevents that they keep fencing each other.
   */
  readonly leadership: (signal: AbortSignal, onLead: (leading: AbortSignal) => Promise<void>) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: StreamingLog;
  /** Called at every change; must be quick. */
  readonly onStatus: (status: RelayStatus) => void;
  /**
   * Its progress is kept under this name: under a new name it publishes everything that is still in the outbox. Default
   * `relay`.
   */
  readonly name?: string;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Publishes what projections announced, until `signal` aborts: every outbox message once for a read-committed consumer, in
 * order per key, whichever process is killed and whenever. All sets go through one publisher, so that of two states of a key
 * the later one is published last. Failures are reported in the status and retried with growing pauses; the outbox keeps
 * unpublished messages, and published ones are removed.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  const { sets, signal, onStatus } = options;
  const status = new StatusKeeper(sets, onStatus);
  try {
    await options.leadership(signal, (leading) => publishWhileLeading(options, status, leading));
  } finally {
    status.set('stopped');
  }
}

async function publishWhileLeading(options: RelayOptions, status: StatusKeeper, leading: AbortSignal): Promise<void> {
  const { topics, broker, outbox, log, name = 'relay' } = options;
  const contracts = Object.values(topics).map(({ contract }) => contract);
  for (let pause = FIRST_PAUSE_MS; !leading.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      status.set('starting');
      await broker.ensure(contracts);
      const publisher = await broker.open(name);
      try {
        await publishOutbox({
          ...options,
          publisher,
          status,
          signal: leading,
          onWell: () => (pause = FIRST_PAUSE_MS / 2),
        });
      } finally {
        await publisher.close();
      }
    } catch (error) {
      if (leading.aborted) break;
      const problem = status.failed(error);
      log.warn({ ...problem, sequence: problem.sequence?.toString(), error: errorName(error) }, 'the relay waits');
      await lookAtQueue(outbox, status);
      await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal: leading }).catch(() => undefined);
      // Another relay publishes: stand by.
      if (error instanceof TopicsError && error.code === 'fenced') break;
    }
  }
  status.set('standing-by');
}

/** Reads the lengths of the queues, also while nothing can be published. */
async function lookAtQueue(outbox: Outbox, status: StatusKeeper): Promise<void> {
  for (const { set } of status.sets) {
    const head = await outbox.head(set).catch(() => undefined);
    if (head !== undefined) status.head(set, head);
  }
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
