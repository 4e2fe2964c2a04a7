import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '#event-store';
import { parseRules } from '#recognition';
import { type Announcement, EditionsFolder, runProjection, shareSubscription } from '#views';
import { BEHIND_LOOK_UPS, IN_THE_BACKGROUND, lowerPriority } from '../thread-priority.js';
import { WHILE_BUILDING, WHILE_SERVING } from './commit-pace.js';
import { viewSets } from './view-sets.js';
import type { ProjectorTask, ProjectorMessage } from './start-projector.js';

/** Keeps editions up to date, off the main thread: reads the ledger, writes the views, tells how far it got. */
async function main(): Promise<void> {
  const { ledger, views, rules, editions, serving } = workerData as ProjectorTask;
  const port = parentPort;
  if (!port) throw new Error('The projector runs as a worker thread.');
  lowerPriority(serving ? BEHIND_LOOK_UPS : IN_THE_BACKGROUND);
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  const tell = (message: ProjectorMessage): void => port.postMessage(message);

  const store = openSqliteEventStore(ledger, { readonly: true });
  const folder = new EditionsFolder(views);
  const sets = viewSets(parseRules(rules));
  const writers = editions.map(({ set: name, edition }) => {
    const set = sets.find((candidate) => candidate.name === name);
    if (!set) throw new Error(`There are no views named ${name}.`);
    return { set, edition: folder.writer(set, edition, { building: !serving }) };
  });
  const events = shareSubscription(store);
  await Promise.all(
    writers.map(async ({ set, edition }) => {
      try {
        await runProjection({
          events,
          set,
          edition,
          signal: stop.signal,
          ...(serving ? WHILE_SERVING : WHILE_BUILDING),
          onProgress: ({ position, events: count, announcements }) =>
            tell({ set: set.name, edition: edition.edition, position, events: count, announced: keysByTopic(announcements) }),
        });
      } finally {
        await edition.close();
      }
    }),
  );
  await store.close();
  port.close();
}

function keysByTopic(announcements: readonly Announcement[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { topic, key } of announcements) {
    const known = keys.get(topic);
    if (known) known.add(key);
    else keys.set(topic, new Set([key]));
  }
  return keys;
}

main().catch((error: unknown) => {
  // Thrown outside any promise, so that the main thread gets it as the worker's error.
  setImmediate(() => {
    throw error;
  });
});
