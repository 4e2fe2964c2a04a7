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

/** Keeps the status and tells of its changes. */
export class IntakeStatusKeeper {
  readonly #waiting = new Map<number, number>();
  #status: Omit<IntakeStatus, 'waiting'> = { state: 'starting', recorded: 0, duplicates: 0, quarantined: 0 };

  constructor(private readonly onStatus: (status: IntakeStatus) => void) {}

  /** A chunk was dealt with; `waiting` messages of its partition were not yet. */
  dealtWith(counts: Pick<IntakeStatus, 'recorded' | 'duplicates' | 'quarantined'>, partition: number, waiting: number): void {
    const { recorded, duplicates, quarantined } = this.#status;
    this.#waiting.set(partition, waiting);
    this.#tell({
      state: 'consuming',
      recorded: recorded + counts.recorded,
      duplicates: duplicates + counts.duplicates,
      quarantined: quarantined + counts.quarantined,
    });
  }

  /** Other partitions may be read here from now on. */
  assigned(): void {
    this.#waiting.clear();
    const { recorded, duplicates, quarantined } = this.#status;
    this.#tell({ state: 'consuming', recorded, duplicates, quarantined });
  }

  stopped(): void {
    this.#tell({ ...this.#status, state: 'stopped' });
  }

  failed(error: unknown): void {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const known = typeof code === 'string';
    const before = this.#status.problem;
    this.#tell({
      ...this.#status,
      state: 'waiting',
      problem: {
        code: known ? code : 'unexpected',
        // Only errors with a code are written for people; others may repeat what they met.
        message: known && typeof message === 'string' ? message : 'Something unexpected failed; the log names the error.',
        since: before?.since ?? Date.now(),
        attempts: (before?.attempts ?? 0) + 1,
      },
    });
  }

  #tell(status: Omit<IntakeStatus, 'waiting'>): void {
    this.#status = status;
    this.onStatus({ ...status, waiting: [...this.#waiting.values()].reduce((sum, each) => sum + each, 0) });
  }
}
