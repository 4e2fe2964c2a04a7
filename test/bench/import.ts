import { type BenchOptions, type BenchRow, count, perSecond } from './bench-row.js';
import type { ImportFigures } from './import-watch.js';
import { importLedger } from './imported-ledger.js';

const MOST_MEMORY_MB = 1000;
/** Memory is flat when the last quarter of the import needs no more than this much of what the second quarter needed. */
const FLAT = 1.15;

/** A long import into an empty ledger; leaves the ledger for the benchmarks of look-ups and rebuilds. */
export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const { ledger, figures } = await importLedger(options);
  const rate = ledger.touchpoints / figures.caughtUp;
  return [
    {
      what: `import of ${count(ledger.touchpoints)} touchpoints of ${count(ledger.customers)} people, about 1 KB each: validated, sealed, recognised, on the timeline`,
      ours: perSecond(rate),
      target: 'at least 8,000/s',
      met: rate >= 8000,
      note: `recorded after ${figures.recorded.toFixed(1)} s, in all views after ${figures.caughtUp.toFixed(1)} s, from the start of the process; ${Math.round(figures.microseconds)} microseconds of CPU each; recognised as ${count(figures.customers)} customers`,
    },
    memoryRow(figures),
  ];
}

function memoryRow({ memory }: ImportFigures): BenchRow {
  const what = 'resident memory of that import';
  const target = 'under 1 GB and flat';
  if (!memory) return { what, ours: 'not measured', target, note: 'this system has no /proc' };
  const [, second = 0, , last = 0] = memory.quarters;
  return {
    what,
    ours: `${count(memory.peak)} MB at most`,
    target,
    met: memory.peak < MOST_MEMORY_MB && last <= FLAT * second,
    note: `highest in each quarter of the touchpoints: ${memory.quarters.map(count).join(', ')} MB (flat: the last is at most ${FLAT} of the second); pages of files that are mapped count`,
  };
}
