import type { Appended } from '../event-store.js';
import type { AppendRequest, Outcome } from './event-writer.js';

interface Waiting extends AppendRequest {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Commits requests together: an outcome for each, or throws where all of them failed. */
  readonly commit: (requests: readonly AppendRequest[]) => readonly Outcome[];
  /** After a commit in which something was appended. */
  readonly committed: () => void;
  /** A commit takes waiting appends until it has this many events; the rest waits for the next turn of the event loop. */
  readonly mostEvents: number;
}

/**
 * Appends that arrive in the same turn of the event loop share one commit. First come, first served. A waiting append holds
 * only its caller's events, so callers that await one append before the next bound the queue.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  append(request: AppendRequest): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...request, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits everything that waits, now. */
  drain(): void {
    while (this.#waiting.length > 0) this.#flush(this.#take());
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush(this.#take());
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #take(): Waiting[] {
    let events = 0;
    let taken = 0;
    for (const { events: more } of this.#waiting) {
      if (events >= this.#options.mostEvents) break;
      events += more.length;
      taken += 1;
    }
    const batch = this.#waiting;
    this.#waiting = batch.splice(taken);
    return batch;
  }

  #flush(batch: readonly Waiting[]): void {
    if (batch.length === 0) return;
    try {
      const outcomes = this.#options.commit(batch);
      for (const [index, outcome] of outcomes.entries()) {
        if ('appended' in outcome) batch[index]?.resolve(outcome.appended);
        else batch[index]?.reject(outcome.refused);
      }
      if (outcomes.some((outcome) => 'appended' in outcome)) this.#options.committed();
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }
}
