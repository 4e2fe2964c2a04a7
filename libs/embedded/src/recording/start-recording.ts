import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Recorder } from '#recording';
import { callsTo } from '../thread-calls.js';
import { THREAD_MEMORY } from '../thread-memory.js';

export interface RecordingTask {
  readonly ledger: string;
  readonly views: string;
  readonly vault: { readonly path: string; readonly keysDir: string; readonly region?: string };
  /** YAML text. */
  readonly rules: string;
  /** YAML text of the company's own kinds. */
  readonly kinds?: string;
  /** Settings for long imports: fewer, larger checkpoints. */
  readonly bulk: boolean;
}

/** What the thread tells before it is ready: a line of the log. */
export interface RecordingNews {
  readonly fields: object;
  readonly message: string;
}

export interface ThreadRecorder extends Recorder {
  stop(): Promise<void>;
}

const METHODS = [
  'record',
  'recordBatch',
  'decideIdentity',
  'quarantined',
  'retryQuarantined',
  'discardQuarantined',
  'stop',
] as const;

/**
 * Starts the recorder in a thread of its own; resolves when ledger and vault are open, which takes a while where they are of an
 * older version: `log` then says what is done. Rejects with what kept it from opening them.
 */
export async function startRecording(
  task: RecordingTask,
  log: { info(fields: object, message: string): void },
  onFailure: (error: Error) => void,
): Promise<ThreadRecorder> {
  const worker = new Worker(join(__dirname, 'recording-thread.js'), { workerData: task, resourceLimits: THREAD_MEMORY });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', function hear(news: RecordingNews | 'ready') {
      if (news !== 'ready') return log.info(news.fields, news.message);
      worker.off('error', reject).off('message', hear);
      resolve();
    });
  });
  worker.on('error', onFailure);
  return callsTo<ThreadRecorder>(worker, METHODS);
}
