import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '#event-store';
import { createRecorder, KindRegistry } from '#recording';
import { parseRules } from '#recognition';
import { openSqliteVault } from '#vault';
import { answerCalls } from '../thread-calls.js';
import { BEHIND_LOOK_UPS, lowerPriority } from '../thread-priority.js';
import type { RecordingTask, ThreadRecorder } from './start-recording.js';
import { suggestWhenIdle } from './suggest-when-idle.js';

/** The thread counts as idle when it was not called for so long; it then looks for matches to suggest. */
const IDLE_MS = 1000;

/**
 * The one writer of ledger and vault, off the main thread: validates, seals, decides, appends. Look-ups never wait for it.
 */
async function main(): Promise<void> {
  const { ledger, views, vault: vaultOptions, rules: rulesText, kinds, bulk } = workerData as RecordingTask;
  const port = parentPort;
  if (!port) throw new Error('The recorder runs as a worker thread.');
  lowerPriority(BEHIND_LOOK_UPS);
  const rules = parseRules(rulesText);
  const vault = openSqliteVault({ ...vaultOptions, blocked: rules.blocked });
  const store = openSqliteEventStore(ledger, { bulk });
  const recorder = createRecorder({
    store,
    vault,
    quarantine: vault.quarantine,
    rules,
    kinds: kinds === undefined ? new KindRegistry() : KindRegistry.withCompanyKinds(kinds),
    now: Date.now,
  });
  const activity = answerCalls<ThreadRecorder>(port, {
    ...recorder,
    stop: async () => {
      await stopSuggesting();
      await store.close();
      await vault.close();
      setImmediate(() => port.close());
    },
  });
  const isIdle = (): boolean => activity.underway === 0 && Date.now() - activity.lastAt >= IDLE_MS;
  const stopSuggesting = suggestWhenIdle({ vault, store, views, rules, isIdle });
  port.postMessage('ready');
}

main().catch((error: unknown) => {
  // Thrown outside any promise, so that the main thread gets it as the worker's error.
  setImmediate(() => {
    throw error;
  });
});
