import type { ViewsStatus } from '#views';

const HEADINGS = ['SET', 'SERVES', 'EVENTS', 'BEHIND', 'SET ASIDE', 'NEW EDITION'];

/** The views for people. `goesOn`: what is being built goes on when this program ends. */
export function statusTable(status: readonly ViewsStatus[], goesOn: boolean): string {
  const rows = status.map(({ set, serving, building }) => [
    set,
    `edition ${serving.edition}${serving.stale ? ' (older version)' : ''}`,
    serving.position,
    serving.lag,
    String(serving.deadLetters),
    building ? newEdition(building, goesOn) : '-',
  ]);
  const table = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function newEdition(
  { edition, progress, caughtUp, eventsPerSecond }: NonNullable<ViewsStatus['building']>,
  goesOn: boolean,
): string {
  if (caughtUp) return `edition ${edition}, caught up: can be promoted`;
  const part = `edition ${edition}, ${Math.floor(progress * 100)}%`;
  return goesOn ? `${part}, ${eventsPerSecond} events/s` : `${part}, unfinished`;
}
