const MINUTE_MS = 60_000;
/** Further ones are counted as one, under an empty name. */
const MOST_NAMES = 10_000;

/** Tells of what comes in masses once a minute: how often, for each name. */
export class OnceAMinute {
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tell: (name: string, count: number) => void,
    private readonly everyMs = MINUTE_MS,
  ) {}

  count(name: string): void {
    const kept = this.#counts.has(name) || this.#counts.size < MOST_NAMES ? name : '';
    this.#counts.set(kept, (this.#counts.get(kept) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.flush(), this.everyMs).unref();
  }

  /** Tells now what was counted so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [name, count] of this.#counts) this.tell(name, count);
    this.#counts.clear();
  }
}
