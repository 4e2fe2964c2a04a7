import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Announcement, EditionWriter, Projection, UnitOfWork, ViewSet } from './views.js';
import { INSTALLATION_NAMED, type LedgerEvent, type Position, type RecordedEvent, UnknownEventError, upcast } from '#events';

/** One batch of a subscription. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  readonly caughtUp: boolean;
}

/** What the runner needs of the ledger: `EventStore.subscribe`. */
export interface EventSource {
  subscribe(after: Position, options: { readonly signal: AbortSignal; readonly batchSize?: number }): AsyncIterable<EventBatch>;
}

export interface Progress {
  readonly set: string;
  readonly edition: number;
  readonly position: Position;
  /** No more events were there when this batch was read. */
  readonly caughtUp: boolean;
  readonly events: number;
  readonly announcements: readonly Announcement[];
}

export interface RunOptions {
  readonly events: EventSource;
  readonly set: ViewSet;
  readonly edition: EditionWriter;
  readonly signal: AbortSignal;
  /** Called after each commit; what it throws ends the run. */
  readonly onProgress: (progress: Progress) => void;
  readonly batchSize?: number;
  /** While there is more to read, a commit takes batches until it has so many events. Default: each batch is a commit. */
  readonly eventsPerCommit?: number;
  /** ... or until it has been open for so long. */
  readonly secondsPerCommit?: number;
  /**
   * How long to wait after a commit of many events that caught up: what arrives meanwhile shares the next one, so that a
   * long import makes few large commits and not many small ones. Default 0.
   */
  readonly secondsOfRest?: number;
  /**
   * Once it has caught up, commits begin at multiples of so many seconds: events that arrive meanwhile share the next one,
   * and the projections of one process read the ledger at the same moment. Default 0: at once.
   */
  readonly secondsApart?: number;
}

/** A commit of so many events means that more are on their way. */
const BUSY_EVENTS = 500;

/**
 * Keeps an edition up to date until `signal` aborts: reads on from its checkpoint, folds, commits rows and checkpoint
 * together. Killed at any moment, it goes on from the last commit. An event that this version does not know is set
 * aside and counted; it stops nothing.
 */
export async function runProjection(options: RunOptions): Promise<void> {
  const { events, set, edition, signal, onProgress, batchSize = 2000 } = options;
  const projector: Projection = set.projector();
  const batches = events.subscribe(await edition.position(), { signal, batchSize })[Symbol.asyncIterator]();
  try {
    for (let step = await batches.next(); !step.done; step = await batches.next()) {
      const progress = await commitFrom(step.value, batches, projector, options);
      onProgress({ set: set.name, edition: edition.edition, ...progress });
      await rest(secondsBeforeNext(progress, options, performance.now() / 1000), signal);
    }
  } finally {
    await batches.return?.();
  }
}

/** Commits this batch, with those that follow it while there is more to read and room in the commit. */
async function commitFrom(
  first: EventBatch,
  batches: AsyncIterator<EventBatch>,
  projector: Projection,
  { edition, signal, eventsPerCommit = 0, secondsPerCommit = Number.POSITIVE_INFINITY }: RunOptions,
): Promise<Omit<Progress, 'set' | 'edition'>> {
  let { caughtUp } = first;
  const position = first.events.at(-1)?.position;
  if (position === undefined) return { position: await edition.position(), caughtUp, events: 0, announcements: [] };
  let reached = position;
  let events = 0;
  const until = performance.now() + 1000 * secondsPerCommit;
  const announcements = await edition.commit(
    () => reached,
    async (unit) => {
      for (let batch = first; ;) {
        const known = await knownEvents(batch.events, unit, edition);
        await projector.apply(known, unit);
        for (const event of known) if (event.type === INSTALLATION_NAMED) await edition.belongTo(unit, event.data.installation);
        events += batch.events.length;
        reached = batch.events.at(-1)?.position ?? reached;
        caughtUp = batch.caughtUp;
        // Yields to the event loop, so that the thread can receive a stop: a local ledger answers without ever waiting.
        await nextTurn();
        if (caughtUp || signal.aborted || events >= eventsPerCommit || performance.now() >= until) return;
        const step = await batches.next();
        if (step.done) return;
        batch = step.value;
      }
    },
  );
  return { position: reached, caughtUp, events, announcements };
}

async function knownEvents(events: readonly RecordedEvent[], unit: UnitOfWork, edition: EditionWriter): Promise<LedgerEvent[]> {
  const known: LedgerEvent[] = [];
  for (const event of events) {
    try {
      known.push(upcast(event));
    } catch (error) {
      if (!(error instanceof UnknownEventError)) throw error;
      await edition.setAside(unit, { position: event.position, type: event.type, reason: error.message });
    }
  }
  return known;
}

/** How long to wait after a commit before the next one begins, when it is `now` seconds on a clock that never jumps. */
export function secondsBeforeNext(
  { caughtUp, events }: Pick<Progress, 'caughtUp' | 'events'>,
  { secondsOfRest = 0, secondsApart = 0 }: Pick<RunOptions, 'secondsOfRest' | 'secondsApart'>,
  now: number,
): number {
  if (!caughtUp) return 0;
  const due = secondsApart > 0 ? secondsApart - (now % secondsApart) : 0;
  return events >= BUSY_EVENTS ? Math.max(secondsOfRest, due) : due;
}

async function rest(seconds: number, signal: AbortSignal): Promise<void> {
  // A timer may fire a millisecond early, and the commit would begin before its multiple of `secondsApart` and again at it.
  if (seconds > 0) await sleep(Math.ceil(1000 * seconds) + 1, undefined, { signal }).catch(() => undefined);
}
