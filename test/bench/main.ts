import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchRow } from './bench-row.js';
import { machine, table } from './report.js';

/** In the order they run: `proof`, `look-up`, `unwelcome`, `rebuild`, `postgres-views` and `postgres-look-up` use the ledger that `import` fills, or fill it themselves. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  append: () => import('./append.js'),
  replay: () => import('./replay.js'),
  import: () => import('./import.js'),
  proof: () => import('./proof.js'),
  'look-up': () => import('./look-up.js'),
  unwelcome: () => import('./unwelcome.js'),
  rebuild: () => import('./rebuild.js'),
  recognition: () => import('./recognition.js'),
  names: () => import('./names.js'),
  relay: () => import('./relay.js'),
  'topic-latency': () => import('./topic-latency.js'),
  'postgres-views': () => import('./postgres-views.js'),
  'postgres-look-up': () => import('./postgres-look-up.js'),
};

const USAGE = `npm run bench -- [--scale 0.1] [--only import,look-up] [--folder FOLDER]

--scale   1 is what the figures are promised for: 1,000,000 touchpoints of 100,000 customers. Less for a quick look.
--only    some of: ${Object.keys(BENCHMARKS).join(', ')}
--folder  keeps the imported ledger (some 5 GB at scale 1) there, so that a later run with --only look-up need not import again

Those of the distributed edition (relay, topic-latency, postgres-views, postgres-look-up) need POSTGRES_URL, and those with
topics KAFKA_BROKERS (any value: they start a broker of their own); without these variables they are skipped. The ledger is
EVENTSTOREDB_URL, or a stub that speaks its protocol.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      only: { type: 'string', default: Object.keys(BENCHMARKS).join(',') },
      folder: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new RangeError('--scale needs a number above 0.');
  const only = new Set(values.only.split(','));
  const unknown = [...only].filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) throw new RangeError(`There is no benchmark ${unknown.join(', ')}.\n\n${USAGE}`);

  const conditions = machine(scale);
  process.stderr.write(`${conditions}\n`);
  const folder = values.folder === undefined ? mkdtempSync(join(tmpdir(), 'touchstone-bench-')) : resolve(values.folder);
  mkdirSync(folder, { recursive: true });
  try {
    const rows: BenchRow[] = [];
    for (const [name, load] of Object.entries(BENCHMARKS)) {
      if (!only.has(name)) continue;
      process.stderr.write(`${name} ...\n`);
      rows.push(...(await outcome(name, async () => (await load()).run({ scale, folder }))));
    }
    process.stdout.write(`${conditions}\n\n${table(rows)}`);
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The rows of a benchmark; one that breaks has a row that says so, and the exit code does. A target that is missed is no failure. */
async function outcome(name: string, run: () => Promise<readonly BenchRow[]>): Promise<readonly BenchRow[]> {
  try {
    return await run();
  } catch (error) {
    process.exitCode = 1;
    return [{ what: name, ours: 'failed', note: error instanceof Error ? error.message : String(error) }];
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
