import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchOptions, type BenchRow, count, perSecond } from './bench-row.js';
import { callers, first, lookUpRow, lookUps, WARM_UP } from './look-ups.js';
import { skipped, temporaryDatabase } from './needed-servers.js';
import { recordCompany } from './postgres-company.js';
import { startService } from './server.js';

const WHAT = 'look-up over HTTP with vault and views on PostgreSQL';
const TARGET = { p99: 40 };

/** Look-ups by phone number over HTTP, of the customers service on PostgreSQL. */
export async function run({ scale, folder }: BenchOptions): Promise<readonly BenchRow[]> {
  const skip = skipped(WHAT, ['POSTGRES_URL']);
  if (skip) return skip;
  const size = { touchpoints: Math.ceil(1_000_000 * scale), customers: Math.ceil(100_000 * scale) };
  const lookups = Math.min(Math.max(200, Math.round(1500 * scale)), 1500);
  const own = join(folder, 'postgres');
  const database = await temporaryDatabase();
  try {
    const { ledger, keys, recorded, projected } = await recordCompany(own, database.url, size);
    const service = await startService('postgres-customers', {
      POSTGRES_URL: database.url,
      BENCH_LEDGER: ledger,
      TOUCHSTONE_KEYS: keys,
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
          `one request (GET /customers?q=&open=true); the customers service as it is, but on a ledger in SQLite, so that PostgreSQL is measured; the server shares the cores; recorded at ${perSecond(recorded)} with the vault on PostgreSQL, projected at ${perSecond(projected)}; warmed up by ${WARM_UP} others`,
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
