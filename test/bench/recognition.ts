import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_DEFAULTS } from '#demo';
import { defaultRules, parseRules, type Rules } from '#recognition';
import type { BenchOptions, BenchRow } from './bench-row.js';
import { scoreDemo } from './demo-score.js';

/** Seen from dist/test/bench. */
const REPOSITORY = join(__dirname, '../../..');
const PRECISION = 0.999;
/** Recall of the exact baselines. */
const FEBRL = [
  [1, 0.97],
  [2, 0.981],
  [3, 0.971],
] as const;
const FAKE_1000 = 0.476;
const SUGGESTED = 0.99;

interface Score {
  readonly recall: number;
  readonly precision: number;
}

/** How well customers are recognised, where the truth is known. */
export async function run({ folder, scale }: BenchOptions): Promise<BenchRow[]> {
  return [...(await publicData()), await demo(folder, scale)];
}

async function publicData(): Promise<BenchRow[]> {
  // The compiled modules stand elsewhere than their sources, from where the data is found.
  process.env['SHARED_DATA'] ??= join(REPOSITORY, '../shared/data');
  const { fake1000, febrl, hasData, senzing } = await import('../recognition/records.js');
  if (!hasData) return [{ what: 'recognition on public data', ours: 'not measured', note: 'there is no data: set SHARED_DATA' }];
  const { accept, pairwiseScore, recognise, suggest } = await import('../recognition/score.js');
  const { explainDifferences } = await import('../recognition/explain-differences.js');

  const rows = FEBRL.map(([dataset, least]) =>
    exact(`febrl dataset ${dataset}`, pairwiseScore(recognise(febrl(dataset), rulesOf('febrl'), 'AU')), least),
  );
  rows.push(exact('splink fake_1000', pairwiseScore(recognise(fake1000(), rulesOf('splink'), 'GB')), FAKE_1000));

  const third = recognise(febrl(3), rulesOf('febrl'), 'AU');
  const pairs = suggest(third);
  const accepted = pairwiseScore(accept(third, pairs));
  rows.push({
    what: 'recognition, febrl dataset 3, exact rules and every suggestion of the review queue accepted',
    ours: scored(accepted),
    target: `recall at least ${SUGGESTED} at precision ${SUGGESTED}`,
    met: accepted.recall >= SUGGESTED && accepted.precision >= SUGGESTED,
    note: `${pairs.length} suggestions`,
  });

  const truthset = recognise(senzing(), defaultRules(), 'US');
  const differences = explainDifferences(truthset, suggest(truthset));
  const explained = differences.filter(({ why }) => why !== '').length;
  rows.push({
    what: 'recognition, senzing truth set, standard rules',
    ours: scored(pairwiseScore(truthset)),
    target: 'every difference explained',
    met: explained === differences.length,
    note: `${truthset.length} records of ${distinct(truthset.map(({ record }) => record.entity))} entities are ${distinct(truthset.map(({ customer }) => customer))} customers; ${differences.length} differences, listed below`,
    details: differences.map(({ kind, parts, why }) => `${kind}: ${parts.map((part) => part.join(' + ')).join(' | ')}: ${why}`),
  });
  return rows;
}

async function demo(folder: string, scale: number): Promise<BenchRow> {
  const part = Math.min(1, scale);
  const options = {
    ...DEMO_DEFAULTS,
    people: Math.ceil(DEMO_DEFAULTS.people * part),
    touchpoints: Math.ceil(DEMO_DEFAULTS.touchpoints * part),
  };
  const { parties, people, customers, score } = await scoreDemo(options, join(folder, 'demo'));
  return {
    what: `recognition, the demo company: pairs of parties of different touchpoints, standard rules`,
    ours: scored(score),
    note: `${parties} parties of ${people} people are ${customers} customers; recorded and read through the whole of it; many parties state nothing that ties them to another`,
  };
}

function exact(data: string, score: Score, least: number): BenchRow {
  return {
    what: `recognition, ${data}, exact rules`,
    ours: scored(score),
    target: `recall at least ${least}, precision at least ${PRECISION}`,
    met: score.recall >= least && score.precision >= PRECISION,
  };
}

function scored({ recall, precision }: Score): string {
  return `recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)}`;
}

function rulesOf(example: string): Rules {
  return parseRules(readFileSync(join(REPOSITORY, 'examples', example, 'rules.yaml'), 'utf8'));
}

function distinct(values: readonly string[]): number {
  return new Set(values).size;
}
