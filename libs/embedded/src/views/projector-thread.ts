import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '#event-store';
import { bindFeatures, parseDefinitions } from '#features';
import { viewSetsOf } from '#slice';
import { EditionsFolder } from '#views';
import { BEHIND_LOOK_UPS, IN_THE_BACKGROUND, lowerPriority } from '../thread-priority.js';
import { projectEditions } from './project-editions.js';
import type { ProjectorTask } from './start-projector.js';

/** Keeps editions up to date, off the main thread: reads the ledger, writes the views, tells how far it got. */
async function main(): Promise<void> {
  const { ledger, views, definitions, editions, serving } = workerData as ProjectorTask;
  const port = parentPort;
  if (!port) throw new Error('The projector runs as a worker thread.');
  lowerPriority(serving ? BEHIND_LOOK_UPS : IN_THE_BACKGROUND);
  const stop = new AbortController();
  port.once('message', () => stop.abort());

  const store = openSqliteEventStore(ledger, { readonly: true });
  const folder = new EditionsFolder(views);
  const sets = viewSetsOf(bindFeatures(parseDefinitions(definitions), { publishes: false }));
  await projectEditions({
    store,
    folder,
    editions: editions.map(({ set: name, edition }) => {
      const set = sets.find((candidate) => candidate.name === name);
      if (!set) throw new Error(`There are no views named ${name}.`);
      return { set, edition };
    }),
    serving,
    signal: stop.signal,
    tell: (message) => port.postMessage(message),
  });
  await store.close();
  port.close();
}

main().catch((error: unknown) => {
  // Thrown outside any promise, so that the main thread gets it as the worker's error.
  setImmediate(() => {
    throw error;
  });
});
