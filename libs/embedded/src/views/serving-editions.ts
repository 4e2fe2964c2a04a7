import type { Position } from '#events';
import {
  type EditionsFolder,
  type Row,
  type SqliteViewReader,
  UnknownViewsError,
  type Value,
  type ViewReader,
  ViewsBehindError,
  type ViewSet,
  type ViewsProblem,
  type ViewsStatus,
} from '#views';
import { receivedError } from '../thread-errors.js';
import type { Committed, Projector, ProjectorMessage, ProjectorTask } from './start-projector.js';
import { ViewProblems, type ViewsLog } from './view-problems.js';

export interface ServingOptions {
  readonly folder: EditionsFolder;
  readonly sets: readonly ViewSet[];
  readonly log: ViewsLog;
  readonly problems: ViewProblems;
  readonly start: (editions: ProjectorTask['editions'], onMessage: (message: ProjectorMessage) => void) => Projector;
}

/** What serves of a set. */
interface Served {
  readonly reader: SqliteViewReader;
  readonly edition: number;
  /** Made by other code or rules than those that run now: it stands still. */
  readonly stale: boolean;
  position: Position;
}

type ServingState = Omit<ViewsStatus['serving'], 'position' | 'lag' | 'problem'> & {
  readonly position: Position;
  readonly problem: ViewsProblem | undefined;
};

/** The editions that people read: readers that move on with a promotion, and the projector that keeps them up to date. */
export class ServingEditions {
  readonly #options: ServingOptions;
  readonly #served = new Map<string, Served>();
  readonly #listeners = new Set<(commit: Committed) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #unreadable: ViewProblems;
  readonly #ahead: ViewProblems;
  #projector: Projector | undefined;

  constructor(options: ServingOptions) {
    this.#options = options;
    this.#unreadable = new ViewProblems(options.log, {
      failed: 'a view edition cannot be read',
      over: 'a view edition can be read again',
    });
    this.#ahead = new ViewProblems(options.log, {
      failed: 'a view edition is ahead of the ledger: the ledger lost events, or is another one; start the server again',
      over: 'a view edition is not ahead of the ledger any more',
    });
  }

  /** Reads the edition of `set` that serves now, in place of the one before. */
  open(set: ViewSet): void {
    const { folder } = this.#options;
    const reader = folder.reader(set.name);
    const { edition, version, position } = folder.state(set.name, folder.serving(set.name) ?? 0);
    this.#served.get(set.name)?.reader.close();
    this.#served.set(set.name, { reader, edition, stale: version !== set.version, position });
  }

  isStale(set: string): boolean {
    return this.#of(set).stale;
  }

  /** A reader of whatever edition serves at the time of each query. */
  reader(set: string): ViewReader {
    return {
      all: <R extends Row>(sql: string, params?: readonly Value[]) => this.#of(set).reader.all<R>(sql, params),
      position: () => this.#of(set).reader.position(),
    };
  }

  /** Starts to keep up to date what is not stale. */
  project(): void {
    const editions = [...this.#served].filter(([, { stale }]) => !stale).map(([set, { edition }]) => ({ set, edition }));
    this.#projector = editions.length > 0 ? this.#options.start(editions, (message) => this.#onMessage(message)) : undefined;
  }

  /** Stops it, after the batches in hand. */
  async stopProjecting(): Promise<void> {
    await this.#projector?.stop();
  }

  onCommit(listener: (commit: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves when these sets have got as far as `position`.
   * @throws ViewsBehindError after `timeoutMs`, or at once where one of them cannot go on
   */
  async waitFor(position: Position, sets: readonly string[], timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const behind = sets.find((set) => this.#of(set).position < position);
      if (behind === undefined) return;
      const failing = sets.find((set) => this.#of(set).position < position && this.#problem(set));
      const left = until - performance.now();
      if (failing !== undefined || left <= 0) {
        const set = failing ?? behind;
        throw new ViewsBehindError(position, { set, problem: this.#problem(set) });
      }
      await this.#nextChange(left);
    }
  }

  /** How far a set is, and what keeps it from going on; a file that cannot be read is a problem of its set alone. */
  state({ name, version: current }: ViewSet): ServingState {
    const served = this.#of(name);
    const { edition } = served;
    try {
      const { version, position, deadLetters } = this.#options.folder.state(name, edition);
      this.#unreadable.over(name, edition);
      return { edition, version, position, deadLetters, stale: version !== current, problem: this.#problem(name) };
    } catch (error) {
      this.#unreadable.failed(name, edition, error);
      const problem = this.#unreadable.of(name, edition);
      return { edition, version: '', position: served.position, deadLetters: 0, stale: served.stale, problem };
    }
  }

  /** A ledger that ends before a set has nothing to do with it: it was exchanged while the server runs, or cut. */
  aheadOf(set: string, head: Position): ViewsProblem | undefined {
    const { edition, position } = this.#of(set);
    if (position <= head) {
      this.#ahead.over(set, edition);
      return undefined;
    }
    this.#ahead.failed(
      set,
      edition,
      Object.assign(new Error('The views have more events than the ledger.'), { code: 'ahead-of-ledger' }),
    );
    return this.#ahead.of(set, edition);
  }

  async close(): Promise<void> {
    await this.stopProjecting();
    for (const { reader } of this.#served.values()) reader.close();
  }

  #onMessage(message: ProjectorMessage): void {
    const { set, edition } = message;
    const served = this.#of(set);
    const { problems } = this.#options;
    // The projector of an edition that was just replaced says its last.
    if (served.edition !== edition) return;
    if (message.kind === 'failed') {
      problems.failed(set, edition, receivedError(message.error));
    } else {
      problems.over(set, edition);
      served.position = message.position;
      if (message.kind === 'committed') for (const listener of this.#listeners) listener(message);
    }
    for (const wake of this.#waiting) wake();
  }

  #problem(set: string): ViewsProblem | undefined {
    return this.#options.problems.of(set, this.#of(set).edition);
  }

  #nextChange(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, mostMs);
      this.#waiting.add(done);
    });
  }

  #of(set: string): Served {
    const served = this.#served.get(set);
    if (!served) throw new UnknownViewsError(set, [...this.#served.keys()]);
    return served;
  }
}
