/** How taking touchpoints in from a topic stands: for health and metrics. */
export interface IntakeStatus {
  /** `waiting`: `problem` says for what; it is tried again until it works, and no message is passed over. */
  readonly state: 'starting' | 'consuming' | 'waiting' | 'stopped';
  /** Messages since the start, by what became of them. */
  readonly recorded: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Messages of the partitions read here that were not dealt with yet, as last seen. */
  readonly waiting: number;
  readonly problem?: { readonly code: string; readonly message: string; readonly since: number; readonly attempts: number };
}

type Problem = NonNullable<IntakeStatus['problem']>;
type Counts = Pick<IntakeStatus, 'recorded' | 'duplicates' | 'quarantined'>;

/** Keeps the status and tells of its changes. */
export class IntakeStatusKeeper {
  readonly #waiting = new Map<number, number>();
  /** What keeps a partition from being dealt with, the oldest first. */
  readonly #problems = new Map<number, Problem>();
  /** What keeps all of them from being read. */
  #unreadable: Problem | undefined;
  #state: 'starting' | 'consuming' | 'stopped' = 'starting';
  #counts: Counts = { recorded: 0, duplicates: 0, quarantined: 0 };

  constructor(private readonly onStatus: (status: IntakeStatus) => void) {}

  /** Messages of a partition came; so many of it were not dealt with yet. */
  arrived(partition: number, waiting: number): void {
    this.#waiting.set(partition, waiting);
    this.#tell();
  }

  /** A chunk was dealt with; `waiting` messages of its partition were not yet. */
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

  /** These partitions are read here from now on. */
  assigned(partitions: readonly number[]): void {
    for (const known of [this.#waiting, this.#problems])
      for (const partition of known.keys()) if (!partitions.includes(partition)) known.delete(partition);
    this.#tell();
  }

  /** The topic was read, whether there was something new in it or not. */
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

  /** `partition`: the one that is not dealt with; without it, none can be read. */
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
    // Only errors with a code are written for people; others may repeat what they met.
    message: known && typeof message === 'string' ? message : 'Something unexpected failed; the log names the error.',
    since: before?.since ?? Date.now(),
    attempts: (before?.attempts ?? 0) + 1,
  };
}
