import { type Announcement, type EditionWriter, type Projector, type ViewSet } from './views.js';
import { type LedgerEvent, type Position, type RecordedEvent, UnknownEventError, upcast } from '#events';

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
}

/**
 * Keeps an edition up to date until `signal` aborts: reads on from its checkpoint, folds, commits rows and checkpoint
 * together. Killed at any moment, it goes on from the last commit. An event that this version does not know is set
 * aside and counted; it stops nothing.
 */
export async function runProjection({ events, set, edition, signal, onProgress, batchSize = 2000 }: RunOptions): Promise<void> {
  const projector: Projector = set.projector();
  for await (const batch of events.subscribe(await edition.position(), { signal, batchSize })) {
    const last = batch.events.at(-1);
    if (!last) {
      onProgress({ set: set.name, edition: edition.edition, position: await edition.position(), caughtUp: batch.caughtUp, events: 0, announcements: [] });
      continue;
    }
    const announcements = await edition.commit(last.position, async (unit) => {
      const known: LedgerEvent[] = [];
      for (const event of batch.events) {
        try {
          known.push(upcast(event));
        } catch (error) {
          if (!(error instanceof UnknownEventError)) throw error;
          await edition.setAside(unit, { position: event.position, type: event.type, reason: error.message });
        }
      }
      await projector.apply(known, unit);
    });
    onProgress({
      set: set.name,
      edition: edition.edition,
      position: last.position,
      caughtUp: batch.caughtUp,
      events: batch.events.length,
      announcements,
    });
  }
}
