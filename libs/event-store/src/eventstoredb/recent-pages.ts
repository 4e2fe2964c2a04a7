import type { Position as LogPosition } from '@eventstore/db-client';
import { logPosition } from './event-format.js';
import type { Page } from './ledger-reader.js';

type ReadPage = (cursor: LogPosition | undefined, limit: number, signal: AbortSignal) => Promise<Page>;

/** Larger pages are not shared: only a reader that is behind asks for them. */
const SMALL = 250;
const MOST_PAGES = 4;

/** A page and the cursor that it was read after. */
interface Known {
  readonly after: LogPosition | undefined;
  readonly page: Page;
}

/**
 * The newest pages of the ledger, read once for all readers at the same position. A page that another reader is reading is
 * waited for, and one that was just read is given again. A reader that is behind reads for itself and delays nobody. Keeps
 * four small pages.
 */
export class RecentPages {
  readonly #read: ReadPage;
  /** Each begins where the one before it ended. */
  #known: readonly Known[] = [];
  #underway: { readonly after: LogPosition | undefined; readonly done: Promise<void> } | undefined;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** As `LedgerReader.page`. `atEnd` is as it was when the page was read. */
  async page(cursor: LogPosition | undefined, limit: number, signal: AbortSignal): Promise<Page> {
    if (this.#underway && isSame(this.#underway.after, cursor)) await unlessAborted(this.#underway.done, signal);
    signal.throwIfAborted();
    const known = this.#after(cursor, limit);
    if (known) return known;
    const reading = this.#read(cursor, limit, signal);
    const done = reading.then(
      (page) => this.#keep({ after: cursor, page }),
      // Readers that waited for it read for themselves.
      () => undefined,
    );
    const underway = { after: cursor, done };
    this.#underway ??= underway;
    try {
      return await reading;
    } finally {
      if (this.#underway === underway) this.#underway = undefined;
    }
  }

  #after(cursor: LogPosition | undefined, limit: number): Page | undefined {
    const from = this.#known.findIndex(({ after }) => isSame(after, cursor));
    const last = this.#known.at(-1)?.page;
    if (from < 0 || !last) return undefined;
    const events = this.#known.slice(from).flatMap(({ page }) => page.events);
    const fitting = events.slice(0, limit);
    const end = fitting.at(-1);
    return events.length > limit && end
      ? { events: fitting, cursor: logPosition(end.position), atEnd: false }
      : { events, cursor: last.cursor, atEnd: last.atEnd };
  }

  /** An empty page is not kept: there may be new events at any moment. */
  #keep(read: Known): void {
    const { events, atEnd } = read.page;
    if (events.length === 0) return;
    const continues = isSame(this.#known.at(-1)?.page.cursor, read.after) && this.#known.length > 0;
    if (events.length > SMALL) this.#known = continues ? [] : this.#known;
    else if (continues) this.#known = [...this.#known, read].slice(-MOST_PAGES);
    else if (atEnd) this.#known = [read];
  }
}

/** Resolves with `work`, which never fails, or as soon as `signal` aborts. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    void work.then(end);
  });
}

function isSame(a: LogPosition | undefined, b: LogPosition | undefined): boolean {
  return a?.commit === b?.commit && a?.prepare === b?.prepare;
}
