/** One line of the benchmarks' table. */
export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  /** The baseline, if there is one. */
  readonly reference?: string;
  readonly ratio?: number;
  /** Absent where nothing was promised. */
  readonly target?: string;
  /** Absent where nothing was promised, or nothing could be measured. */
  readonly met?: boolean;
  readonly note?: string;
  /** Printed below the table, a line each. */
  readonly details?: readonly string[];
}

export interface BenchOptions {
  /** 1 is the size the figures are promised for; less for a quick look. */
  readonly scale: number;
  /** A folder that all benchmarks of one run share: where the ledger of the import stays for the others. */
  readonly folder: string;
}

/** A benchmark: a module of this folder that `main.ts` names. */
export interface Benchmark {
  run(options: BenchOptions): Promise<readonly BenchRow[]>;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least this `part` (0 to 1) of all values do not exceed; NaN where there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** `28,400/s` */
export function perSecond(rate: number): string {
  return `${count(rate)}/s`;
}

/** `28,400` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
