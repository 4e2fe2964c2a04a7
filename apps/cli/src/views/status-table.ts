import type { ViewsProblem, ViewsStatus } from '#views';
import { ledgerPart } from './ledger-part.js';

const HEADINGS = ['SET', 'SERVES', 'HAS READ', 'BEHIND', 'SET ASIDE', 'NEW EDITION'];

/** The views for people. `goesOn`: what is being built goes on when this program ends. */
export function statusTable(status: readonly ViewsStatus[], goesOn: boolean): string {
  const rows = status.map(({ set, unit, requested, serving, building }) => [
    set,
    `edition ${serving.edition}${serving.stale ? ' (older version)' : ''}`,
    ledgerPart(Number(serving.position), unit),
    `${ledgerPart(Number(serving.lag), unit)}${failing(serving.problem)}`,
    String(serving.deadLetters),
    building ? newEdition(building, unit, goesOn) : requested.includes('rebuild') ? 'asked for' : '-',
  ]);
  const table = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function newEdition(
  { edition, progress, caughtUp, perSecond, problem }: NonNullable<ViewsStatus['building']>,
  unit: ViewsStatus['unit'],
  goesOn: boolean,
): string {
  if (problem) return `edition ${edition}, ${Math.floor(progress * 100)}%${failing(problem)}`;
  if (caughtUp) return `edition ${edition}, caught up: can be promoted`;
  const part = `edition ${edition}, ${Math.floor(progress * 100)}%`;
  return goesOn ? `${part}, ${ledgerPart(perSecond, unit)}/s` : `${part}, unfinished`;
}

function failing(problem: ViewsProblem | undefined): string {
  return problem ? `, failing since ${problem.since}: ${problem.code}` : '';
}
