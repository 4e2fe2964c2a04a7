import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '#event-store';
import { parseRules } from '#recognition';
import { EditionsFolder, runProjection } from '#views';
import { viewSets } from './view-sets.js';
import type { ProjectorTask, ProjectorMessage } from './projector.js';

/** Keeps editions up to date, off the main thread: reads the ledger, writes the views, tells how far it got. */
async function main(): Promise<void> {
  const { ledger, views, rules, editions } = workerData as ProjectorTask;
  const port = parentPort;
  if (!port) throw new Error('The projector runs as a worker thread.');
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  const tell = (message: ProjectorMessage): void => port.postMessage(message);

  const store = openSqliteEventStore(ledger, { readonly: true });
  const folder = new EditionsFolder(views);
  const sets = viewSets(parseRules(rules));
  await Promise.all(
    editions.map(async ({ set: name, edition: number }) => {
      const set = sets.find((candidate) => candidate.name === name);
      if (!set) throw new Error(`There are no views named ${name}.`);
      const edition = folder.writer(set, number);
      try {
        await runProjection({
          events: store,
          set,
          edition,
          signal: stop.signal,
          onProgress: ({ position, events, announcements }) => tell({ set: name, edition: number, position, events, announcements }),
        });
      } finally {
        await edition.close();
      }
    }),
  );
  await store.close();
  port.close();
}

main().catch((error: unknown) => {
  // Thrown outside any promise, so that the main thread gets it as the worker's error.
  setImmediate(() => {
    throw error;
  });
});
