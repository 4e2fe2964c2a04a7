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

/** Starts the recorder in a thread of its own; resolves when ledger and vault are open. Rejects with what kept it from opening them. */
export async function startRecording(task: RecordingTask, onFailure: (error: Error) => void): Promise<ThreadRecorder> {
  const worker = new Worker(join(__dirname, 'recording-thread.js'), { workerData: task, resourceLimits: THREAD_MEMORY });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
  });
  worker.on('error', onFailure);
  return callsTo<ThreadRecorder>(worker, METHODS);
}
