/** Lets one waiter sleep until something happened, and forgets nothing that happened before it lay down. */
export class WakeUp {
  #due = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#due = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, at once when one was not waited for yet, when `signal` aborts, or after `mostMs`. */
  async wait(signal: AbortSignal, mostMs: number): Promise<void> {
    if (!this.#due && !signal.aborted)
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          this.#wake = undefined;
          resolve();
        };
        const timer = setTimeout(end, mostMs);
        signal.addEventListener('abort', end, { once: true });
        this.#wake = end;
      });
    this.#due = false;
  }
}
