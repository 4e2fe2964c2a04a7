import type { EventStore } from '#event-store';
import { type EditionsFolder, keepProjecting, shareSubscription, type ViewSet } from '#views';
import { errorToSend } from '../thread-errors.js';
import { WHILE_BUILDING, WHILE_SERVING } from './commit-pace.js';
import type { ProjectorMessage } from './start-projector.js';

export interface ProjectedEditions {
  readonly store: Pick<EventStore, 'subscribe' | 'head'>;
  readonly folder: EditionsFolder;
  readonly editions: readonly { readonly set: ViewSet; readonly edition: number }[];
  /** Whether people read these editions now. */
  readonly serving: boolean;
  readonly signal: AbortSignal;
  readonly tell: (message: ProjectorMessage) => void;
}

/**
 * Keeps editions up to date until `signal` aborts, and tells how far each got. What cannot go on is tried again by itself,
 * while the others go on. Editions at the same position read the ledger together.
 */
export async function projectEditions({ store, folder, editions, serving, signal, tell }: ProjectedEditions): Promise<void> {
  const events = shareSubscription(store);
  await Promise.all(
    editions.map(({ set, edition }) => {
      const from = { set: set.name, edition };
      return keepProjecting({
        events,
        head: () => store.head(),
        set,
        open: () => folder.writer(set, edition, { building: !serving }),
        signal,
        ...(serving ? WHILE_SERVING : WHILE_BUILDING),
        onProgress: ({ position }) => tell({ ...from, kind: 'committed', position }),
        onUpToDate: (position) => tell({ ...from, kind: 'up-to-date', position }),
        onFailure: (error) => tell({ ...from, kind: 'failed', error: errorToSend(error) }),
      });
    }),
  );
}
