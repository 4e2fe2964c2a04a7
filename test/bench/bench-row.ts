/** One line of the benchmarks' table. */
export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  readonly reference?: string;
  readonly ratio?: number;
  readonly target: string;
  readonly met: boolean;
  readonly note?: string;
}

/** A benchmark: a module of this folder that exports `run`. */
export interface Benchmark {
  /** `scale` 1 is the size the figures are promised for; less for a quick look. */
  run(options: { readonly scale: number }): Promise<readonly BenchRow[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** `28,400/s` */
export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}
