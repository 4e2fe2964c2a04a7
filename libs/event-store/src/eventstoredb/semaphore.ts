/** At most so many pieces of work at the same time; the others wait, first come first. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((admit) => this.#waiting.push(admit));
    try {
      return await work();
    } finally {
      // Handed to whoever waits longest without becoming free in between, so that nobody who comes now overtakes them.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
