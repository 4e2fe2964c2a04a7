import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { publishedViewSets } from '#distributed';
import { openSqliteEventStore } from '#event-store';
import { defaultRules } from '#recognition';
import { createRecorder, KindRegistry } from '#recording';
import { DEFAULT_REGION, openPostgresVault } from '#vault';
import { PostgresEditions } from '#views';
import { madeUpTouchpoint, type MadeUpSize } from './made-up-touchpoints.js';
import { projectViews } from './project-views.js';

const CHUNK = 250;
/** Chunks on their way at once, as in an import. */
const AT_ONCE = 3;

/** What was recorded: a ledger in SQLite, vault and views in a database. */
export interface PostgresCompany {
  readonly ledger: string;
  readonly keys: string;
  /** Touchpoints a second. */
  readonly recorded: number;
  readonly projected: number;
}

/** Records made-up touchpoints with the vault in PostgreSQL, and then fills the views there. */
export async function recordCompany(folder: string, url: string, size: MadeUpSize): Promise<PostgresCompany> {
  const [ledger, keys] = [join(folder, 'ledger.db'), join(folder, 'keys')];
  mkdirSync(folder, { recursive: true });
  const recorded = await record(ledger, keys, url, size);
  const editions = await PostgresEditions.open({ url, applicationName: 'touchstone benchmark', announces: false });
  try {
    const filled = [];
    for (const set of publishedViewSets(defaultRules())) {
      const edition = await editions.create(set);
      await editions.promote(set, edition);
      filled.push({ set, edition: editions.writer(set, edition) });
    }
    return { ledger, keys, recorded, projected: await projectViews(ledger, filled) };
  } finally {
    await editions.close();
  }
}

async function record(ledger: string, keysDir: string, url: string, size: MadeUpSize): Promise<number> {
  const rules = defaultRules();
  const store = openSqliteEventStore(ledger, { bulk: true });
  const vault = await openPostgresVault({ url, keysDir, region: DEFAULT_REGION, blocked: rules.blocked });
  const recorder = createRecorder({
    store,
    vault,
    quarantine: vault.quarantine,
    rules,
    kinds: new KindRegistry(),
    now: Date.now,
  });
  try {
    let next = 0;
    const started = performance.now();
    const work = async (): Promise<void> => {
      while (next < size.touchpoints) {
        const first = next;
        next += CHUNK;
        const lines = Array.from({ length: Math.min(CHUNK, size.touchpoints - first) }, (_, n) => ({
          text: JSON.stringify(madeUpTouchpoint(first + n, size)),
        }));
        const results = await recorder.recordBatch(lines, {});
        const refused = results.find(({ status }) => status !== 'accepted');
        if (refused) throw new Error(`A touchpoint was not recorded: ${refused.status}.`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return (1000 * size.touchpoints) / (performance.now() - started);
  } finally {
    await Promise.allSettled([store.close(), vault.close()]);
  }
}
