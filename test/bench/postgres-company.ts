import { join } from 'node:path';
import { bindFeatures, parseDefinitions } from '#features';
import { viewSetsOf } from '#slice';
import { copyVault } from '#transfer';
import { openSqliteTransfer } from '#vault';
import { openPostgresTransferTarget } from '#vault/postgres';
import { PostgresEditions } from '#views/postgres';
import type { ImportedLedger } from './imported-ledger.js';
import { projectViews } from './project-views.js';

/** Moves the vault of an imported ledger to a database, as `touchstone ledger copy` does; answers with the seconds it took. */
export async function moveVault({ data, keys }: ImportedLedger, url: string): Promise<number> {
  const started = performance.now();
  const from = openSqliteTransfer({ path: join(data, 'vault.db'), keysDir: keys });
  const to = await openPostgresTransferTarget({ url, keysDir: keys });
  try {
    await to.begin();
    await copyVault(from, to, { signal: new AbortController().signal, onProgress: () => undefined });
    await to.finish();
    return (performance.now() - started) / 1000;
  } finally {
    await Promise.allSettled([from.close(), to.close()]);
  }
}

/** Fills the views in a database from an imported ledger; answers with touchpoints a second. */
export async function fillViews({ data }: ImportedLedger, url: string): Promise<number> {
  const editions = await PostgresEditions.open({ url, applicationName: 'touchstone benchmark', announces: false });
  try {
    const filled = [];
    for (const set of viewSetsOf(bindFeatures(parseDefinitions(), { publishes: true }))) {
      const edition = await editions.create(set);
      await editions.promote(set, edition);
      filled.push({ set, edition: editions.writer(set, edition) });
    }
    return await projectViews(join(data, 'ledger.db'), filled);
  } finally {
    await editions.close();
  }
}
