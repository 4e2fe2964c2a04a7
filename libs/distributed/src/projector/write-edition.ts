import { type Position, START } from '#events';
import type { EventStore } from '#event-store';
import { type EventSource, keepProjecting, type Progress, runProjection, type ViewSet } from '#views';
import type { PostgresEditions } from '#views/postgres';
import { eventsUpTo } from './events-up-to.js';
import type { SetProblems } from './set-problems.js';

/** The ledger, as far as projecting needs it. */
export interface FollowedLedger extends EventSource, Pick<EventStore, 'head' | 'readStream'> {}

export interface ManagedSet {
  readonly set: ViewSet;
  readonly editions: PostgresEditions;
  readonly events: FollowedLedger;
  readonly problems: SetProblems;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  readonly onProgress: (progress: Progress) => void;
  readonly batchSize?: number;
}

/** A commit costs a dozen statements however few events it has: what comes within a moment shares one. */
const COMMITS_APART_SECONDS = 0.03;

/** An edition that is being written. */
export interface EditionRun {
  readonly edition: number;
  position: Position;
}

/** Keeps the serving edition up to date; rejects with what it throws. */
export async function keepServing(managed: ManagedSet, run: EditionRun, signal: AbortSignal): Promise<void> {
  const { problems, events } = managed;
  // While the ledger cannot be reached, nobody knows; its events are waited for all the same.
  const isUpToDate = events.head().then(
    (head) => run.position >= head,
    () => false,
  );
  void isUpToDate.then((upToDate) => upToDate && !signal.aborted && problems.over('serving'));
  const onProgress = (progress: Progress): void => {
    problems.over('serving');
    managed.onProgress(progress);
  };
  await write({ ...managed, onProgress }, run, events, signal);
}

/** Builds an edition up to `last`, or for ever; what fails is tried again. */
export async function buildEdition(
  managed: ManagedSet,
  run: EditionRun,
  last: Position | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { set, editions, events, problems, log } = managed;
  const onProgress = (progress: Progress): void => {
    problems.over('building');
    managed.onProgress(progress);
  };
  await keepProjecting({
    ...projection({ ...managed, onProgress }, run, last === undefined ? events : eventsUpTo(events, last), signal),
    open: () => editions.writer(set, run.edition),
    head: async () => last ?? events.head(),
    onUpToDate: () => problems.over('building'),
    onFailure: (error) => {
      problems.failed('building', error);
      log.error({ set: set.name, edition: run.edition, err: error }, 'building a view edition failed; trying again');
    },
  });
}

/** Brings an edition to `last`. */
export async function writeUpTo(managed: ManagedSet, run: EditionRun, last: Position, signal: AbortSignal): Promise<void> {
  await write(managed, run, eventsUpTo(managed.events, last), signal);
}

async function write(managed: ManagedSet, run: EditionRun, events: EventSource, signal: AbortSignal): Promise<void> {
  const edition = managed.editions.writer(managed.set, run.edition);
  try {
    await runProjection({ ...projection(managed, run, events, signal), edition });
  } finally {
    await edition.close();
  }
}

function projection({ set, onProgress, batchSize }: ManagedSet, run: EditionRun, events: EventSource, signal: AbortSignal) {
  return {
    events,
    set,
    signal,
    secondsApart: COMMITS_APART_SECONDS,
    onProgress: (progress: Progress): void => {
      run.position = progress.position > START ? progress.position : run.position;
      onProgress(progress);
    },
    ...(batchSize === undefined ? {} : { batchSize }),
  };
}
