import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchRow } from './bench-row.js';

/**
 * Runs the benchmarks of this folder, one after the other, and prints one table.
 * `node dist/test/bench/main.js [--scale 0.1] [append replay ...]`
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { scale: { type: 'string', default: '1' } }, allowPositionals: true });
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new RangeError('--scale needs a number above 0.');
  const names = readdirSync(__dirname)
    .filter((file) => file.endsWith('.js') && file !== basename(__filename))
    .map((file) => basename(file, '.js'))
    .filter((name) => positionals.length === 0 || positionals.includes(name));
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new RangeError(`There is no benchmark ${unknown.join(', ')}.`);

  const rows: BenchRow[] = [];
  for (const name of names.toSorted()) {
    const module: Partial<Benchmark> = await import(join(__dirname, `${name}.js`));
    if (!module.run) continue;
    process.stderr.write(`${name}...\n`);
    try {
      rows.push(...(await module.run({ scale })));
    } catch (error) {
      process.exitCode = 1;
      rows.push({
        what: name,
        ours: 'failed',
        target: '',
        met: false,
        note: error instanceof Error ? error.message : String(error),
      });
    }
  }
  process.stdout.write(table(rows));
}

function table(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ what, ours, reference = '', ratio, target, met, note = '' }) => [
    what,
    ours,
    reference,
    ratio === undefined ? '' : ratio.toFixed(ratio < 10 ? 2 : 0),
    target,
    met ? 'yes' : 'no',
    note,
  ]);
  const header = ['what', 'ours', 'reference', 'ratio', 'to reach', 'met', 'note'];
  const cells = (line: readonly string[]): string =>
    `| ${line.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return cells(header) + cells(header.map(() => '---')) + lines.map(cells).join('');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
