/** The state of the intake from a topic, for health and metrics. */
export interface IntakeStatus {
  /** `waiting`: `problem` says for what; it is retried until it succeeds, and no message is skipped. */
  readonly state: 'starting' | 'consuming' | 'waiting' | 'stopped';
  /** Messages since the start, by outcome. */
  readonly recorded: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Lag: messages of the assigned partitions that are not processed yet, as last seen. */
  readonly waiting: number;
  readonly problem?: { readonly code: string; readonly message: string; readonly since: number; readonly attempts: number };
}

type Problem = NonNullable<IntakeStatus['problem']>;
type Counts = Pick<IntakeStatus, 'recorded' | 'duplicates' | 'quarantined'>;

/** Keeps the status and reports its changes. */
export class IntakeStatusKeeper {
  readonly #waiting = new Map<number, number>();
  /** The problem of each blocked partition, the oldest first. */
  readonly #problems = new Map<number, Problem>();
  /** The problem that keeps all partitions from being read. */
  #unreadable: Problem | undefined;
  #state: 'starting' | 'consuming' | 'stopped' = 'starting';
  #counts: Counts = { recorded: 0, duplicates: 0, quarantined: 0 };

  constructor(private readonly onStatus: (status: IntakeStatus) => void) {}

  /** Messages of a partition arrived; `waiting` of it are not processed yet. */
  arrived(partition: number, waiting: number): void {
    this.#waiting.set(partition, waiting);
    this.#tell();
  }

  /** A chunk was processed; `waiting` messages of its partition are not yet. */
  dealtWith(counts: Counts, partition: number, waiting: number): void {
    const { recorded, duplicates, quarantined } = this.#counts;
    this.#waiting.set(partition, waiting);
    this.#problems.delete(partition);
    this.#state = 'consuming';
    this.#counts = {
      recorded: recorded + counts.recorded,
      duplicates: duplicates + counts.duplicates,
      quarantined: quarantined + counts.quarantined,
    };
    this.#tell();
  }

  /** These partitions are assigned to this process from now on. */
  assigned(partitions: readonly number[]): void {
    for (const known of [this.#waiting, this.#problems])
      for (const partition of known.keys()) if (!partitions.includes(partition)) known.delete(partition);
    this.#tell();
  }

  /** A fetch succeeded, with or without new messages. */
  read(): void {
    if (this.#state === 'consuming' && !this.#unreadable) return;
    this.#state = 'consuming';
    this.#unreadable = undefined;
    this.#tell();
  }

  stopped(): void {
    this.#state = 'stopped';
    this.#tell();
  }

  /** `partition`: the blocked one; without it, no partition can be read. */
  failed(error: unknown, partition?: number): void {
    if (partition === undefined) this.#unreadable = problemOf(error, this.#unreadable);
    else this.#problems.set(partition, problemOf(error, this.#problems.get(partition)));
    this.#tell();
  }

  #tell(): void {
    const [oldest] = this.#problems.values();
    const problem = this.#unreadable ?? oldest;
    this.onStatus({
      ...this.#counts,
      state: problem && this.#state !== 'stopped' ? 'waiting' : this.#state,
      waiting: [...this.#waiting.values()].reduce((sum, each) => sum + each, 0),
      ...(problem ? { problem } : {}),
    });
  }
}

function problemOf(error: unknown, before: Problem | undefined): Problem {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const known = typeof code === 'string';
  return {
    code: known ? code : 'unexpected',
    // Only errors with a code have messages for people; others may quote personal data.
    message: known && typeof message === 'string' ? message : 'Something unexpected failed; the log names the error.',
    since: before?.since ?? Date.now(),
    attempts: (before?.attempts ?? 0) + 1,
  };
}
