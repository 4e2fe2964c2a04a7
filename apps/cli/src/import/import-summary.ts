import type { ImportCounts } from './run-import.js';

export interface SummaryFacts {
  readonly counts: ImportCounts;
  /** Touchpoints of this run alone, and how long it took. */
  readonly lines: number;
  readonly seconds: number;
  readonly target: string;
}

/** What people read at the end. */
export function summary({ counts, lines, seconds, target }: SummaryFacts): string {
  const { accepted, duplicate, quarantined, problems } = counts;
  const rate = Math.round(lines / Math.max(seconds, 0.001));
  const text = [
    `accepted     ${accepted}`,
    `duplicate    ${duplicate}${duplicate > 0 ? '  (recorded before; nothing was doubled)' : ''}`,
    `quarantined  ${quarantined}`,
    `${lines} touchpoints in ${seconds.toFixed(1)} s, ${rate}/s`,
  ];
  if (quarantined === 0) return `${text.join('\n')}\n`;
  const frequent = Object.entries(problems).toSorted(([, a], [, b]) => b - a);
  text.push('', 'Most frequent reasons for quarantine:');
  for (const [problem, times] of frequent.slice(0, 3)) text.push(`${String(times).padStart(8)} x ${problem}`);
  text.push(`All of them, each with its record, are in the quarantine of ${target}: GET /quarantine.`);
  return `${text.join('\n')}\n`;
}
