import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CommandExecutor } from '#commands';
import type { DefinitionTexts } from '#features';
import type { withoutMessage } from '#platform';
import { callsTo } from '../thread-calls.js';
import { THREAD_MEMORY } from '../thread-memory.js';

export interface CommandsTask {
  readonly ledger: string;
  readonly views: string;
  readonly vault: { readonly path: string; readonly keysDir: string; readonly region?: string };
  readonly definitions: DefinitionTexts;
  /** Settings for long imports: fewer, larger checkpoints. */
  readonly bulk: boolean;
}

export interface ThreadExecutor extends CommandExecutor {
  stop(): Promise<void>;
}

/** What the thread tells before it is ready: a line of the log. */
export interface OpeningNews {
  readonly fields: object;
  readonly message: string;
}

/** An item failed by an error that nobody foresaw. */
export interface UnexpectedFailure {
  readonly unexpected: { readonly command: string; readonly error: ReturnType<typeof withoutMessage> };
}

/** A job failed; it is tried again. */
export interface FailedJob {
  readonly failed: { readonly job: string; readonly error: ReturnType<typeof withoutMessage> };
}

const METHODS = ['execute', 'executeMany', 'retryQuarantined', 'stop'] as const satisfies readonly (keyof ThreadExecutor)[];
/** Does not compile where a method of the executor is missing above. */
type EveryMethodIsNamed = Exclude<keyof ThreadExecutor, (typeof METHODS)[number]> extends never ? true : never;
const everyMethodIsNamed: EveryMethodIsNamed = true;

export interface CommandsListeners {
  readonly log: { info(fields: object, message: string): void };
  /** The thread died: nothing can be recorded any more. */
  readonly onFailure: (error: Error) => void;
  readonly onUnexpected: (failure: UnexpectedFailure['unexpected']) => void;
  readonly onFailedJob: (failure: FailedJob['failed']) => void;
}

/**
 * Starts the executor in a thread of its own; resolves when ledger and vault are open, which takes a while where they are of an
 * older version: `log` then says what is done. Rejects with what kept it from opening them.
 */
export async function startCommands(
  task: CommandsTask,
  { log, onFailure, onUnexpected, onFailedJob }: CommandsListeners,
): Promise<ThreadExecutor> {
  const worker = new Worker(join(__dirname, 'commands-thread.js'), { workerData: task, resourceLimits: THREAD_MEMORY });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', function hear(news: OpeningNews | 'ready') {
      if (news !== 'ready') return log.info(news.fields, news.message);
      worker.off('error', reject).off('message', hear);
      resolve();
    });
  });
  worker.on('error', onFailure);
  worker.on('message', (message: Partial<UnexpectedFailure & FailedJob>) => {
    if (message.unexpected) onUnexpected(message.unexpected);
    if (message.failed) onFailedJob(message.failed);
  });
  return callsTo<ThreadExecutor>(worker, everyMethodIsNamed && METHODS);
}
