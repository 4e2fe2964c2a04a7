import type { Position } from '#events';
import { type BehindSet, UnknownViewsError, ViewsBehindError } from '#views';
import type { PostgresEditions } from '#views/postgres';

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
   * Resolves when the serving editions of these sets (by default all) have got as far as `position`.
   * @throws ViewsBehindError after five seconds, or at once where one of them cannot go on
   */
  async waitFor(position: Position, sets: readonly string[] = this.#sets): Promise<void> {
    const unknown = sets.find((set) => !this.#sets.includes(set));
    if (unknown !== undefined) throw new UnknownViewsError(unknown, this.#sets);
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const behind = await this.#behind(position, sets);
      const [first] = behind;
      if (!first) return;
      const failing = behind.find(({ problem }) => problem);
      const rest = until - Date.now();
      if (failing || rest <= 0) throw new ViewsBehindError(position, failing ?? first);
      await this.#nextCommit(rest);
    }
  }

  /** Resolves when it has ended, after its signal aborted. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #behind(position: Position, sets: readonly string[]): Promise<BehindSet[]> {
    const editions = this.#editions;
    const found = await Promise.all(
      sets.map(async (set) => {
        if ((await editions.reader(set).position()) >= position) return [];
        return [{ set, problem: (await editions.problems.of(set)).serving }];
      }),
    );
    return found.flat();
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
