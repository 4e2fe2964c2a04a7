import type { Position } from '#events';
import type { PostgresEditions } from '#views/postgres';

/** The views did not get as far as asked in time. */
export class ViewsBehindError extends Error {
  readonly code = 'views-behind';
  constructor(position: Position) {
    super(`The views have not got as far as position ${position} yet. Ask again in a moment.`);
  }
}

const PATIENCE_MS = 5000;

/** Hears of every commit of the serving editions, whichever process projects them. */
export class ViewCommits {
  readonly #editions: PostgresEditions;
  readonly #sets: readonly string[];
  readonly #listeners = new Set<() => void>();
  readonly #running: Promise<void>;

  /** Listens until `signal` aborts. */
  constructor(editions: PostgresEditions, sets: readonly string[], signal: AbortSignal) {
    this.#editions = editions;
    this.#sets = sets;
    this.#running = this.#listen(signal);
  }

  /** Calls `listener` after commits; several commits may be one call. Returns how to stop that. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves when the serving editions of all sets have got as far as `position`.
   * @throws ViewsBehindError after five seconds
   */
  async waitFor(position: Position): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (!(await this.#isThere(position))) {
      const rest = until - Date.now();
      if (rest <= 0) throw new ViewsBehindError(position);
      await this.#nextCommit(rest);
    }
  }

  /** Resolves when it has ended, after its signal aborted. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #isThere(position: Position): Promise<boolean> {
    const positions = await Promise.all(this.#sets.map((set) => this.#editions.reader(set).position()));
    return positions.every((at) => at >= position);
  }

  /** Resolves at the next commit, after 100 ms at the latest: a commit between the check and this call is not missed for longer. */
  #nextCommit(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, Math.min(mostMs, 100));
      const stop = this.onCommit(done);
    });
  }

  async #listen(signal: AbortSignal): Promise<void> {
    for await (const _ of this.#editions.commits(signal)) for (const listener of this.#listeners) listener();
  }
}
