/** An auto-reset event for one waiter: `set` before `wait` is not lost, and `wait` resets it. */
export class AutoResetEvent {
  #isSet = false;
  #wake: (() => void) | undefined;

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** Resolves once it is set, at once if it is set already, when `signal` aborts, or after `mostMs`. */
  async wait(signal: AbortSignal, mostMs: number): Promise<void> {
    if (!this.#isSet && !signal.aborted)
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
    this.#isSet = false;
  }
}
