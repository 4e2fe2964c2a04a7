import { openSqliteEventStore } from '#event-store';
import type { Position } from '#events';
import { type EditionWriter, runProjection, type RunOptions, shareSubscription, type ViewSet } from '#views';

/** An edition to fill, with the set that says how. */
export interface Filled {
  readonly set: ViewSet;
  readonly edition: EditionWriter;
}

/** When commits are made; by default each batch is a commit. */
type CommitPace = Pick<RunOptions, 'eventsPerCommit' | 'secondsPerCommit' | 'secondsOfRest'>;

/**
 * Fills editions from a ledger on this machine, all at once in this thread, and closes them; each event is read once for
 * all. Answers with events a second.
 */
export async function projectViews(ledger: string, filled: readonly Filled[], pace: CommitPace = {}): Promise<number> {
  const store = openSqliteEventStore(ledger, { readonly: true });
  const done = new AbortController();
  try {
    const head = await store.head();
    const events = shareSubscription(store);
    const reached = new Map<string, Position>();
    let count = 0;
    const started = performance.now();
    await Promise.all(
      filled.map(({ set, edition }) =>
        runProjection({
          events,
          set,
          edition,
          signal: done.signal,
          ...pace,
          onProgress(progress) {
            reached.set(set.name, progress.position);
            if (set === filled[0]?.set) count += progress.events;
            if (filled.every((each) => (reached.get(each.set.name) ?? 0n) >= head)) done.abort();
          },
        }),
      ),
    );
    return (1000 * count) / (performance.now() - started);
  } finally {
    await Promise.allSettled(filled.map(({ edition }) => edition.close()));
    await store.close();
  }
}
