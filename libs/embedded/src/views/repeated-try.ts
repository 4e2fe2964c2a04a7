export interface RepeatedTryOptions {
  readonly work: () => Promise<void>;
  /** A try failed; the next one follows after the pause. */
  readonly onFailure: (error: unknown) => void;
  readonly pauseMs: number;
}

/** Work that may become due many times: one try at a time, and after one that failed the next only after a pause. */
export class RepeatedTry {
  readonly #options: RepeatedTryOptions;
  #state: 'idle' | 'trying' | 'due-again' | 'pausing' | 'stopped' = 'idle';
  #pause: NodeJS.Timeout | undefined;

  constructor(options: RepeatedTryOptions) {
    this.#options = options;
  }

  /** Tries it, soon after the try under way where there is one. */
  due(): void {
    if (this.#state === 'trying') this.#state = 'due-again';
    if (this.#state === 'idle') void this.#try();
  }

  /** No try begins any more, and one under way that fails is not told of. */
  stop(): void {
    this.#state = 'stopped';
    clearTimeout(this.#pause);
  }

  async #try(): Promise<void> {
    const { work, onFailure, pauseMs } = this.#options;
    do {
      this.#state = 'trying';
      try {
        await work();
      } catch (error) {
        if (this.#isStopped()) return;
        this.#state = 'pausing';
        this.#pause = setTimeout(() => void this.#try(), pauseMs).unref();
        onFailure(error);
        return;
      }
    } while (this.#isDueAgain());
    if (!this.#isStopped()) this.#state = 'idle';
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  #isDueAgain(): boolean {
    return this.#state === 'due-again';
  }
}
