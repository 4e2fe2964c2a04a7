import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

/** Signals new events to all connections to the same file in this process, on any thread. Does not keep the process alive. */
export class NewEventsSignal {
  readonly #channel: BroadcastChannel;
  readonly #waiting = new Set<() => void>();
  #raised = 0;

  constructor(path: string) {
    const file = createHash('sha256').update(realpathSync(path)).digest('hex');
    this.#channel = new BroadcastChannel(`touchstone-ledger-${file}`);
    this.#channel.addEventListener('message', () => this.#wake());
    this.#channel.unref();
  }

  /** The number of signals so far. Read it before reading the ledger; `after` then waits for a later one. */
  get raised(): number {
    return this.#raised;
  }

  raise(): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a BroadcastChannel takes none
    this.#channel.postMessage(0);
    this.#wake();
  }

  /** Resolves at the first signal after `seen` (at once if there was one), when `abort` aborts, and when this is closed. */
  after(seen: number, abort: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#raised !== seen || abort.aborted) return resolve();
      const done = (): void => {
        this.#waiting.delete(done);
        abort.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      abort.addEventListener('abort', done);
    });
  }

  close(): void {
    this.#channel.close();
    this.#wake();
  }

  #wake(): void {
    this.#raised += 1;
    for (const resume of this.#waiting) resume();
  }
}
