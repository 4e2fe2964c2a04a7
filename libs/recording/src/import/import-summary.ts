import type { ImportCounts } from './run-import.js';

export interface SummaryFacts {
  readonly counts: ImportCounts;
  /** Touchpoints of this run alone, and how long it took. */
  readonly lines: number;
  readonly seconds: number;
  readonly target: string;
  /** How long look-ups took to see it all, and how many events they do not see yet. */
  readonly views?: { readonly behind: bigint; readonly seconds: number };
}

/** What people read at the end. */
export function summary({ counts, lines, seconds, target, views }: SummaryFacts): string {
  const { accepted, duplicate, quarantined, problems } = counts;
  const rate = Math.round(lines / Math.max(seconds, 0.001));
  const text = [
    `accepted     ${accepted}`,
    `duplicate    ${duplicate}${duplicate > 0 ? '  (recorded before; nothing was doubled)' : ''}`,
    `quarantined  ${quarantined}`,
    `${lines} touchpoints in ${seconds.toFixed(1)} s, ${rate}/s`,
  ];
  if (views) {
    text.push(
      views.behind === 0n
        ? `The views are up to date${views.seconds < 0.1 ? '' : `, ${views.seconds.toFixed(1)} s later`}.`
        : `The views are ${views.behind} events behind; they go on when the folder is opened next.`,
    );
  }
  if (quarantined === 0) return `${text.join('\n')}\n`;
  const frequent = Object.entries(problems).toSorted(([, a], [, b]) => b - a);
  text.push('', 'Most frequent reasons for quarantine:');
  for (const [problem, times] of frequent.slice(0, 3)) text.push(`${String(times).padStart(8)} x ${problem}`);
  text.push(`All of them, each with its record, are in the quarantine of ${target}: GET /api/v1/quarantine.`);
  return `${text.join('\n')}\n`;
}
