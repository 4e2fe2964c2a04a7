import type { AsOf } from '#events';
import type { ViewReader } from '#views';
import type { EdgeRow, SupersededRow, UseRow } from '../../views/tables.js';
import { dayOf, type GraphEdge } from '../../resolve/graph.js';
import type { Rules } from '../../rules/rules.js';
import { selectIn } from './known-graph.js';

/** An edge with the evidence that counted at a moment. */
export interface PastEdge extends GraphEdge {
  readonly position: string;
  readonly lastPosition: string;
}

const DAY = 86_400_000;

/** Whether something that occurred at `at` and was recorded at `recordedAt` counts at that moment. */
export function hasHappened(at: number, recordedAt: number, { asOf, knownAt }: AsOf): boolean {
  return at <= (asOf ?? Number.POSITIVE_INFINITY) && recordedAt <= (knownAt ?? Number.POSITIVE_INFINITY);
}

/**
 * The edges at these identifiers as they were at a moment: their first evidence is the earliest of what counted then.
 * When they were last seen is told exactly for the present, and for values with a window to the day; otherwise it is
 * the latest evidence that is still known.
 */
export async function edgesAt(reader: ViewReader, rules: Rules, handles: readonly string[], moment: AsOf): Promise<PastEdge[]> {
  const edges = new Map<string, PastEdge>();
  const see = (row: SupersededRow | EdgeRow): void => {
    if (!hasHappened(row.first_at, row.recorded_at, moment)) return;
    const key = keyOf(row);
    const known = edges.get(key);
    const { hub, other, joins, first_at: firstAt, first_key: firstKey, position } = row;
    if (!known)
      edges.set(key, { hub, other, joins: joins === 1, firstAt, firstKey, lastAt: firstAt, position, lastPosition: position });
    else if (firstAt < known.firstAt || (firstAt === known.firstAt && firstKey < known.firstKey)) {
      edges.set(key, { ...known, firstAt, firstKey, position });
    } else if (firstAt > known.lastAt) edges.set(key, { ...known, lastAt: firstAt, lastPosition: position });
  };
  const current = await both<EdgeRow>(reader, 'edges', handles);
  for (const row of [...current, ...(await both<SupersededRow>(reader, 'superseded', handles))]) see(row);
  for (const row of current) {
    const edge = edges.get(keyOf(row));
    if (!edge || moment.knownAt !== undefined || row.last_at > (moment.asOf ?? Number.POSITIVE_INFINITY)) continue;
    edges.set(keyOf(row), { ...edge, lastAt: row.last_at, lastPosition: row.last_position });
  }

  const timed = [...rules.identifiers, rules.other].some(({ windowDays }) => windowDays !== undefined);
  for (const row of timed ? await both<UseRow>(reader, 'uses', handles) : []) {
    const edge = edges.get(keyOf(row));
    if (!edge || !hasHappened(row.day * DAY, row.recorded_at, moment) || row.day <= dayOf(edge.lastAt)) continue;
    edges.set(keyOf(row), { ...edge, lastAt: row.day * DAY });
  }
  return [...edges.values()];
}

async function both<R extends EdgeRow | SupersededRow | UseRow>(
  reader: ViewReader,
  table: string,
  handles: readonly string[],
): Promise<R[]> {
  const rows: R[] = [];
  for (const column of ['hub', 'other']) {
    for (const row of await selectIn<R>(reader, handles, (marks) => `SELECT * FROM ${table} WHERE ${column} IN (${marks})`))
      rows.push(row);
  }
  return rows;
}

function keyOf({ hub, other, joins }: { readonly hub: string; readonly other: string; readonly joins: number }): string {
  return `${hub} ${other} ${joins}`;
}
