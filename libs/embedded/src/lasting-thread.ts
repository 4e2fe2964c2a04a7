import type { Worker } from 'node:worker_threads';

export interface LastingThreadOptions<M> {
  readonly start: () => Worker;
  readonly onMessage: (message: M) => void;
  /** The thread died, out of memory for instance; another one is started after a pause. */
  readonly onDeath: (error: Error) => void;
  /** Default half a second; doubled after each death, up to half a minute, and back to the first once one lived for longer than that. */
  readonly firstPauseMs?: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** A worker thread that is started again whenever it ends before it was told to. It ends by itself when it is sent `stop`. */
export class LastingThread<M> {
  readonly #options: LastingThreadOptions<M>;
  #pause: number;
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: LastingThreadOptions<M>) {
    this.#options = options;
    this.#pause = options.firstPauseMs ?? FIRST_PAUSE_MS;
    this.#start();
  }

  /** Resolves when the thread has ended; it is not started again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#worker?.postMessage('stop');
    await this.#ended;
  }

  #start(): void {
    const { start, onMessage, firstPauseMs = FIRST_PAUSE_MS } = this.#options;
    const startedAt = performance.now();
    const worker = start();
    let failure: Error | undefined;
    this.#worker = worker;
    worker.on('message', onMessage);
    worker.on('error', (error: Error) => {
      failure = error;
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#worker = undefined;
        if (performance.now() - startedAt > LONGEST_PAUSE_MS) this.#pause = firstPauseMs;
        if (!this.#stopping) this.#startAgain(failure ?? new Error('A thread ended that nobody had told to.'));
        resolve();
      });
    });
  }

  #startAgain(error: Error): void {
    this.#restart = setTimeout(() => this.#start(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    this.#options.onDeath(error);
  }
}
