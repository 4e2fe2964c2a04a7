import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { BenchRow } from './bench-row.js';

/** Above this load at the start, something else was using the machine. */
const QUIET = 0.5;

/** What it runs on, and whether the machine was quiet when it started. */
export function machine(scale: number): string {
  const [load = 0] = loadavg();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const line = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory}, ${platform()} ${release()}, Node ${process.version}; scale ${scale}; load average ${load.toFixed(2)} at the start`;
  return load > QUIET ? `${line}\nWARNING: the machine was busy at the start: these figures say little about the product.` : line;
}

/** The rows as a Markdown table, with the details of each below. */
export function table(rows: readonly BenchRow[]): string {
  const header = ['what', 'reached', 'target', 'met', 'note'];
  const lines = rows.map((row) => [row.what, reached(row), row.target ?? '', met(row), row.note ?? '']);
  const details = rows.flatMap(({ what, details: own = [] }) =>
    own.length === 0 ? [] : [`\n${what}\n`, ...own.map((line) => `- ${line}\n`)],
  );
  return [header, header.map(() => '---'), ...lines].map(cells).join('') + details.join('');
}

function reached({ ours, reference, ratio }: BenchRow): string {
  const against = reference === undefined ? ours : `${ours} against ${reference}`;
  return ratio === undefined ? against : `${ratio.toFixed(ratio < 10 ? 2 : 0)} times: ${against}`;
}

function met(row: BenchRow): string {
  return row.met === undefined ? '' : row.met ? 'yes' : 'no';
}

function cells(line: readonly string[]): string {
  return `| ${line.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
}
