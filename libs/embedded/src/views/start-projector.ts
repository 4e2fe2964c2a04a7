import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Position } from '#events';
import { THREAD_MEMORY } from '../thread-memory.js';

/** What a projector thread is to do. */
export interface ProjectorTask {
  readonly ledger: string;
  readonly views: string;
  /** YAML text. */
  readonly rules: string;
  /** Whether people read these editions now. */
  readonly serving: boolean;
  readonly editions: readonly { readonly set: string; readonly edition: number }[];
}

/** A batch was committed. */
export interface ProjectorMessage {
  readonly set: string;
  readonly edition: number;
  readonly position: Position;
  readonly events: number;
  /** The keys of what was announced, by topic, each once. The messages themselves are not used in this process. */
  readonly announced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A projector thread, started. */
export class ProjectorThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  constructor(task: ProjectorTask, onProgress: (message: ProjectorMessage) => void, onFailure: (error: Error) => void) {
    this.#worker = new Worker(join(__dirname, 'projector-thread.js'), { workerData: task, resourceLimits: THREAD_MEMORY });
    this.#worker.on('message', onProgress);
    this.#worker.on('error', onFailure);
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
  }

  /** Finishes the batch in hand, closes the files, and resolves. */
  async stop(): Promise<void> {
    this.#worker.postMessage('stop');
    await this.#ended;
  }
}
