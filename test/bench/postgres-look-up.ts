import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchOptions, type BenchRow, count, perSecond } from './bench-row.js';
import { importedLedger } from './imported-ledger.js';
import { callers, first, lookUpRow, lookUps, WARM_UP } from './look-ups.js';
import { settleDatabase, skipped, temporaryDatabase } from './needed-servers.js';
import { fillViews, moveVault } from './postgres-company.js';
import { startService } from './server.js';

const WHAT = 'look-up over HTTP with vault and views on PostgreSQL';
const TARGET = { p99: 40 };

/** Look-ups by phone number over HTTP, of the customers service on PostgreSQL. */
export async function run(options: BenchOptions): Promise<readonly BenchRow[]> {
  const skip = skipped(WHAT, ['POSTGRES_URL']);
  if (skip) return skip;
  const size = await importedLedger(options);
  const lookups = Math.min(Math.max(200, Math.round(1500 * options.scale)), 1500);
  const own = join(options.folder, 'postgres');
  const database = await temporaryDatabase();
  try {
    const moved = await moveVault(size, database.url);
    const projected = await fillViews(size, database.url);
    await settleDatabase(database.url);
    const service = await startService('postgres-customers', {
      POSTGRES_URL: database.url,
      BENCH_LEDGER: join(size.data, 'ledger.db'),
      TOUCHSTONE_KEYS: size.keys,
      TOUCHSTONE_DATA: join(own, 'data'),
    });
    try {
      await lookUps(service, first(WARM_UP, callers(size, 2)));
      const cold = await lookUps(service, first(lookups, callers(size, 3)));
      const warm = await lookUps(service, first(lookups, callers(size, 3)));
      return [
        lookUpRow(
          `${WHAT}, by phone in varied spellings, card and first 50 of the timeline, at ${count(size.touchpoints)} events of ${count(size.customers)} people, idle, each customer for the first time`,
          cold,
          `one request (GET /customers?q=&open=true); the customers service as it is, but on a ledger in SQLite, so that PostgreSQL is measured; the server shares the cores; the vault was moved there from SQLite in ${moved.toFixed(0)} s, the views filled at ${perSecond(projected)}, then vacuumed; warmed up by ${WARM_UP} others`,
          TARGET,
        ),
        lookUpRow(`${WHAT}, the same customers again`, warm, 'as above', TARGET),
      ];
    } finally {
      await service.stop();
    }
  } finally {
    await database.remove();
    rmSync(own, { recursive: true, force: true });
  }
}
