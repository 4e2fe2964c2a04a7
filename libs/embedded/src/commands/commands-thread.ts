import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '#event-store';
import { bindFeatures, blockedValues, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { withoutMessage } from '#platform';
import { allOf } from '#slice';
import { openSqliteVault } from '#vault';
import { answerCalls } from '../thread-calls.js';
import { BEHIND_LOOK_UPS, lowerPriority } from '../thread-priority.js';
import { runJobsWhenIdle } from './run-jobs-when-idle.js';
import type { CommandsTask, FailedJob, OpeningNews, ThreadExecutor, UnexpectedFailure } from './start-commands.js';

/** Nothing was asked for so long: there is time for jobs. */
const IDLE_MS = 1000;

/** The one writer of ledger and vault, off the main thread: validates, decides, seals, appends. Look-ups never wait for it. */
async function main(): Promise<void> {
  const { ledger, views, vault: vaultOptions, definitions: texts, bulk } = workerData as CommandsTask;
  const port = parentPort;
  if (!port) throw new Error('Commands run in a worker thread.');
  lowerPriority(BEHIND_LOOK_UPS);
  const definitions = parseDefinitions(texts);
  const slices = bindFeatures(definitions, { publishes: false });
  const log = { info: (fields: object, message: string) => port.postMessage({ fields, message } satisfies OpeningNews) };
  const vault = openSqliteVault({ ...vaultOptions, blocked: blockedValues(definitions), log });
  const store = openSqliteEventStore(ledger, { bulk, log });
  const executor = executorOf(slices, {
    store,
    vault,
    quarantine: vault.quarantine,
    now: Date.now,
    onUnexpected: (error, command) =>
      port.postMessage({ unexpected: { command, error: withoutMessage(error) } } satisfies UnexpectedFailure),
  });
  const activity = answerCalls<ThreadExecutor>(port, {
    ...executor,
    stop: async () => {
      await stopJobs();
      await store.close();
      await vault.close();
      setImmediate(() => port.close());
    },
  });
  const isIdle = (): boolean => activity.underway === 0 && Date.now() - activity.lastAt >= IDLE_MS;
  const stopJobs = runJobsWhenIdle(Object.values(allOf(slices, 'jobs')), {
    vault,
    commands: executor,
    store,
    views,
    isIdle,
    onFailure: (job, error) => port.postMessage({ failed: { job, error: withoutMessage(error) } } satisfies FailedJob),
  });
  port.postMessage('ready');
}

main().catch((error: unknown) => {
  // Thrown outside any promise, so that the main thread gets it as the worker's error.
  setImmediate(() => {
    throw error;
  });
});
