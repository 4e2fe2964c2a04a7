/** Events of the shutdown, for the log. */
export type ShutdownReport = (step: {
  readonly step: string;
  readonly reason?: string;
  readonly error?: unknown;
  readonly ms?: number;
}) => void;

export interface ShutdownOptions {
  /** Time limit for all steps together. Default 15 seconds. */
  readonly limitMs?: number;
  readonly report?: ShutdownReport;
  /** Default `process.exit`. */
  readonly exit?: (code: number) => void;
}

const DEFAULT_LIMIT_MS = 15_000;

/** All steps ended in order. */
const EXIT_OK = 0;
/** A step failed, or the time limit was exceeded; nothing durable is lost by that. */
const EXIT_INCOMPLETE = 1;
/** A second signal: 128 + SIGINT. */
const EXIT_AT_ONCE = 130;

/**
 * Ends the process in order: stop accepting first, the files last. Every step runs, even where an earlier one failed;
 * all share one time limit, after which the process ends anyway. A second signal ends it at once.
 */
export class Shutdown {
  readonly #closers: { readonly name: string; readonly close: () => unknown }[] = [];
  readonly #stopping = new AbortController();
  readonly #limitMs: number;
  readonly #report: ShutdownReport;
  readonly #exit: (code: number) => void;
  #ended: Promise<void> | undefined;

  constructor({
    limitMs = DEFAULT_LIMIT_MS,
    report = () => undefined,
    exit = (code) => process.exit(code),
  }: ShutdownOptions = {}) {
    this.#limitMs = limitMs;
    this.#report = report;
    this.#exit = exit;
  }

  /** Aborts as soon as the shutdown begins, to end event streams and subscriptions. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Adds a step. Steps run one after another, in the order they were added. */
  step(name: string, close: () => unknown): this {
    this.#closers.push({ name, close });
    return this;
  }

  /** Begins the shutdown on SIGTERM and SIGINT. The function returned removes the handlers. */
  onSignals(): () => void {
    const listener = (signal: NodeJS.Signals) => {
      if (this.#ended) this.#exit(EXIT_AT_ONCE);
      else void this.begin(signal);
    };
    process.on('SIGTERM', listener).on('SIGINT', listener);
    return () => void process.off('SIGTERM', listener).off('SIGINT', listener);
  }

  /**
   * Runs the steps, then ends the process. A further call only waits for the first.
   * @param exitCode the exit code if all steps succeed; not 0 where the reason is a failure
   */
  begin(reason: string, exitCode = EXIT_OK): Promise<void> {
    this.#ended ??= this.#run(reason, exitCode);
    return this.#ended;
  }

  async #run(reason: string, exitCode: number): Promise<void> {
    this.#report({ step: 'stopping', reason });
    this.#stopping.abort(new Error(`stopping: ${reason}`));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#limitMs);
    });
    const complete = await Promise.race([this.#close(), late]);
    clearTimeout(timer);
    this.#report({ step: complete ? 'stopped' : 'stopped incompletely', reason });
    this.#exit(complete ? exitCode : exitCode || EXIT_INCOMPLETE);
  }

  async #close(): Promise<boolean> {
    let complete = true;
    for (const { name, close } of this.#closers) {
      const begun = Date.now();
      try {
        await close();
        this.#report({ step: name, ms: Date.now() - begun });
      } catch (error) {
        complete = false;
        this.#report({ step: name, error });
      }
    }
    return complete;
  }
}
