import type { Finding } from './finding.js';

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok', warning: 'look', wrong: 'WRONG' };

/** Findings for people: a line each, and below it what to do. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ what, state, found, todo }) => [
    `${MARKS[state].padEnd(5)}  ${what.padEnd(width)}  ${found}`,
    ...(todo === undefined ? [] : [`${' '.repeat(width + 9)}-> ${todo}`]),
  ]);
  return `${lines.join('\n')}\n`;
}
