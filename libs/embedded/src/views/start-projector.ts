import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DefinitionTexts } from '#features';
import type { Position } from '#events';
import { errorToSend, type SentError } from '../thread-errors.js';
import { THREAD_MEMORY } from '../thread-memory.js';
import { LastingThread } from '../lasting-thread.js';

/** What a projector is to do. */
export interface ProjectorTask {
  readonly ledger: string;
  readonly views: string;
  readonly definitions: DefinitionTexts;
  /** Whether people read these editions now. */
  readonly serving: boolean;
  readonly editions: readonly { readonly set: string; readonly edition: number }[];
}

interface OfEdition {
  readonly set: string;
  readonly edition: number;
}

/** A batch was committed. */
interface Committed extends OfEdition {
  readonly kind: 'committed';
  readonly position: Position;
}

/** There was nothing left to do when it was begun or tried again. */
interface UpToDate extends OfEdition {
  readonly kind: 'up-to-date';
  readonly position: Position;
}

/** It cannot go on, and is tried again after a pause. */
interface Failed extends OfEdition {
  readonly kind: 'failed';
  readonly error: SentError;
}

export type ProjectorMessage = Committed | UpToDate | Failed;

export interface Projector {
  /** Finishes the batch in hand, closes the files, and resolves. */
  stop(): Promise<void>;
}

export type StartProjector = (task: ProjectorTask, onMessage: (message: ProjectorMessage) => void) => Projector;

/** Projects in a thread of its own, which is started again where it dies as a whole: then all its editions have failed. */
export const startProjectorThread: StartProjector = (task, onMessage) =>
  new LastingThread<ProjectorMessage>({
    start: () => new Worker(join(__dirname, 'projector-thread.js'), { workerData: task, resourceLimits: THREAD_MEMORY }),
    onMessage,
    onDeath: (error) => {
      for (const edition of task.editions) onMessage({ ...edition, kind: 'failed', error: errorToSend(error) });
    },
  });
