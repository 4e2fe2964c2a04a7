/** Hands out a limited amount, first come, first served. */
export class ShareOfMemory {
  readonly #waiting: { readonly amount: number; readonly resolve: () => void }[] = [];
  #free: number;

  constructor(private readonly most: number) {
    this.#free = most;
  }

  /** Resolves as soon as `amount` is free, more than there is counting as all of it, with what gives it back. */
  async take(amount: number): Promise<() => void> {
    const taken = Math.min(amount, this.most);
    await new Promise<void>((resolve) => {
      this.#waiting.push({ amount: taken, resolve });
      this.#serve();
    });
    return () => {
      this.#free += taken;
      this.#serve();
    };
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first && first.amount <= this.#free; first = this.#waiting[0]) {
      this.#free -= first.amount;
      this.#waiting.shift();
      first.resolve();
    }
  }
}
