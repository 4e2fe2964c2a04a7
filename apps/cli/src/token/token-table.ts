import type { NamedToken } from '#platform';

const HEAD = ['ID', 'NAME', 'KIND', 'ROLES', 'CREATED', 'REVOKED'];
const GAP = '  ';

/** Tokens as a table, a line each. */
export function tokenTable(tokens: readonly NamedToken[]): string {
  const rows = tokens.map(({ id, name, kind, roles, createdAt, revokedAt }) => [
    id,
    name,
    kind,
    roles.join(', '),
    minuteOf(createdAt),
    revokedAt === undefined ? '' : minuteOf(revokedAt),
  ]);
  const lines = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** To the minute, in UTC. */
function minuteOf(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;
}
