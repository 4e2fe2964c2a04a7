import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { customersViews } from '#customers';
import { bindFeatures, parseDefinitions } from '#features';
import { viewSetsOf } from '#slice';
import { WHILE_SERVING } from '#embedded';
import { defaultRules, recognitionViews } from '#recognition';
import { EditionsFolder } from '#views';
import { PostgresEditions } from '#views/postgres';
import { type BenchOptions, type BenchRow, count, median, perSecond } from './bench-row.js';
import { importedLedger } from './imported-ledger.js';
import { skipped, temporaryDatabase } from './needed-servers.js';
import { projectViews } from './project-views.js';

const WHAT = 'views on PostgreSQL, recognised and on the timeline, against the same on SQLite';
/** Touchpoints from which on one round is long enough. */
const ONE_ROUND = 200_000;
const ROUNDS = 3;

/** Both sets of views filled from the ledger of the import, on SQLite and on PostgreSQL in turns. */
export async function run(options: BenchOptions): Promise<readonly BenchRow[]> {
  const skip = skipped(WHAT, ['POSTGRES_URL']);
  if (skip) return skip;
  const { data, touchpoints } = await importedLedger(options);
  const ledger = join(data, 'ledger.db');
  const rounds: { readonly sqlite: number; readonly rebuilt: number; readonly serving: number }[] = [];
  for (let round = 0; round < (touchpoints < ONE_ROUND ? ROUNDS : 1); round++)
    rounds.push({
      sqlite: await onSqlite(ledger, options.folder),
      rebuilt: await onPostgres(ledger, false),
      serving: await onPostgres(ledger, true),
    });
  const row = (what: string, which: 'rebuilt' | 'serving', note: string): BenchRow => {
    const ratio = median(rounds.map((each) => each[which] / each.sqlite));
    return {
      what,
      ours: perSecond(median(rounds.map((each) => each[which]))),
      reference: perSecond(median(rounds.map(({ sqlite }) => sqlite))),
      ratio,
      target: 'at least 0.4',
      met: ratio >= 0.4,
      note,
    };
  };
  return [
    row(
      `${WHAT}: ${count(touchpoints)} touchpoints, a new edition beside one that serves`,
      'rebuilt',
      `median of ${rounds.length} rounds; both sets in one thread, from a ledger in SQLite that is read once for both; the server shares the cores`,
    ),
    row('the same, an edition that serves: it also writes every announcement to the outbox', 'serving', 'as above'),
  ];
}

async function onSqlite(ledger: string, parent: string): Promise<number> {
  const path = mkdtempSync(join(parent, 'views-'));
  try {
    const folder = new EditionsFolder(path);
    return await projectViews(
      ledger,
      [recognitionViews(defaultRules()), customersViews({ publishes: false })].map((set) => {
        const edition = folder.create(set);
        folder.promote(set.name, edition);
        return { set, edition: folder.writer(set, edition) };
      }),
      WHILE_SERVING,
    );
  } finally {
    rmSync(path, { recursive: true });
  }
}

async function onPostgres(ledger: string, serving: boolean): Promise<number> {
  const database = await temporaryDatabase();
  const editions = await PostgresEditions.open({ url: database.url, applicationName: 'touchstone benchmark', announces: true });
  try {
    const filled = [];
    for (const set of viewSetsOf(bindFeatures(parseDefinitions(), { publishes: true }))) {
      const edition = await editions.create(set);
      if (serving) await editions.promote(set, edition);
      filled.push({ set, edition: editions.writer(set, edition) });
    }
    return await projectViews(ledger, filled);
  } finally {
    await editions.close();
    await database.remove();
  }
}
