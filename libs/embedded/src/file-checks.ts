import { type CheckAnswer, checkInBackground } from '#sqlite';

/** What is known of a file since the start. */
export interface FileState {
  /** `unknown`: the check could not be made, and is made again with the next start or by `touchstone doctor`. */
  readonly state: 'checking' | 'sound' | 'damaged' | 'unknown';
  /** When the check ended: ISO 8601, UTC. */
  readonly checkedAt?: string;
}

export interface FileChecksOptions {
  /** Files by what health calls them. */
  readonly files: Readonly<Record<string, string>>;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  readonly check?: (path: string, signal: AbortSignal) => Promise<CheckAnswer | undefined>;
}

/** SQLite's own check of files that cannot be made again, one after the other, in the background, once after a start. */
export class FileChecks {
  readonly #states = new Map<string, FileState>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: FileChecksOptions) {
    for (const name of Object.keys(options.files)) this.#states.set(name, { state: 'checking' });
    this.#running = this.#run(options);
  }

  of(name: string): FileState {
    return this.#states.get(name) ?? { state: 'unknown' };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run({ files, log, check = checkInBackground }: FileChecksOptions): Promise<void> {
    for (const [name, file] of Object.entries(files)) {
      const startedAt = performance.now();
      const answer = await check(file, this.#stopping.signal);
      if (!answer) return;
      const checkedAt = new Date().toISOString();
      const fields = { file, seconds: Number(((performance.now() - startedAt) / 1000).toFixed(1)) };
      if ('failed' in answer) {
        this.#states.set(name, { state: 'unknown', checkedAt });
        log.error({ ...fields, reason: answer.failed }, 'a file could not be checked');
      } else if (answer.found.length > 0) {
        this.#states.set(name, { state: 'damaged', checkedAt });
        log.error({ ...fields, found: answer.found }, `the ${name} is damaged: stop the server and restore its backup`);
      } else {
        this.#states.set(name, { state: 'sound', checkedAt });
        log.info(fields, 'a file was checked and is sound');
      }
    }
  }
}
