import { bindFeatures, parseDefinitions } from '#features';
import { viewSetsOf } from '#slice';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { temporaryDatabase } from '#postgres/testing';
import { type Row, runProjection, type ViewSet } from '#views';
import { PostgresEditions } from '#views/postgres';

/** Builds all sets anew, elsewhere, and names the tables whose rows are not those of the editions that serve. */
export async function differencesFromRebuild(
  serving: PostgresEditions,
  store: EventStore,
  sets: readonly ViewSet[],
): Promise<string[]> {
  const fresh = await temporaryDatabase();
  const rebuilt = await PostgresEditions.open({ url: fresh.url, applicationName: 'test', announces: false });
  const differences: string[] = [];
  try {
    const head = await store.head();
    for (const set of sets) {
      const edition = await rebuilt.create(set);
      await rebuilt.promote(set, edition);
      const writer = rebuilt.writer(set, edition);
      const done = new AbortController();
      await runProjection({
        events: store,
        set,
        edition: writer,
        signal: done.signal,
        onProgress: ({ position }) => position >= head && done.abort(),
      });
      await writer.close();
      for (const { name, key } of set.tables) {
        const rows = (editions: PostgresEditions): Promise<Row[]> =>
          editions.reader(set.name).all(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`);
        if (JSON.stringify(await rows(serving)) !== JSON.stringify(await rows(rebuilt))) differences.push(`${set.name}.${name}`);
      }
    }
  } finally {
    await rebuilt.close();
    await fresh.drop();
  }
  return differences;
}

/** The same of an installation's views and its ledger, with all sets that services keep. */
export async function differencesOf(world: { readonly postgres: string; readonly eventStoreDb: string }): Promise<string[]> {
  const serving = await PostgresEditions.open({ url: world.postgres, applicationName: 'test', announces: false });
  const store = openEventStoreDb({ url: world.eventStoreDb });
  try {
    return await differencesFromRebuild(serving, store, viewSetsOf(bindFeatures(parseDefinitions(), { publishes: true })));
  } finally {
    await Promise.all([serving.close(), store.close()]);
  }
}
