import { type Position, type RecordedEvent, START } from '#events';
import type { EventStore, LedgerImport } from '#event-store';

export interface CopyEventsOptions {
  readonly from: EventStore;
  readonly to: LedgerImport;
  /** Resumes after this position of `from`. */
  readonly after: Position;
  /** Asks to stop; work in progress is finished. */
  readonly signal: AbortSignal;
  /** `part` of the ledger, 0 to 1, is copied, `events` of it by this call. */
  readonly onProgress: (part: number, events: number) => void;
}

const PAGE = 500;

/** Copies the events after a position, in order; the next page is read while one is written. `false` where it was asked to stop before the end. */
export async function copyEvents({ from, to, after, signal, onProgress }: CopyEventsOptions): Promise<boolean> {
  const head = await from.head();
  let copied = 0;
  let page = await from.readAll(after, { limit: PAGE });
  while (page.length > 0) {
    if (signal.aborted) return false;
    const last: Position = page.at(-1)?.position ?? START;
    const [next] = await bothOrFirstError(from.readAll(last, { limit: PAGE }), to.take(page));
    copied += page.length;
    onProgress(Number(last) / Math.max(1, Number(head)), copied);
    page = next;
  }
  return true;
}

/** Both have ended when this resolves or rejects. */
async function bothOrFirstError(
  reading: Promise<readonly RecordedEvent[]>,
  writing: Promise<void>,
): Promise<[readonly RecordedEvent[]]> {
  await Promise.allSettled([reading, writing]);
  await writing;
  return [await reading];
}
