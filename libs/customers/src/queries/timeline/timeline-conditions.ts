import type { AsOf } from '#events';
import type { Value } from '#views';
import { inList } from '../in-lists.js';
import { InvalidParameterError, timeParameter } from '#slice';
import type { TimelineCursor } from './timeline-cursor.js';
import type { TimelineFilter } from './timeline-page.js';

/** A filter as conditions on the rows. */
export interface TimelineConditions {
  readonly before?: TimelineCursor;
  readonly where: { readonly sql: string; readonly params: readonly Value[] };
}

const CODES = ['channel', 'kind', 'department', 'direction', 'role'] as const;
const MOST_CODES = 50;

/**
 * The conditions of `filter`, of the moment asked for, and of the page before.
 * @throws InvalidParameterError
 */
export function timelineConditions(filter: TimelineFilter, moment: AsOf, cursor: TimelineCursor | undefined): TimelineConditions {
  const conditions: string[] = [];
  const params: Value[] = [];
  for (const column of CODES) {
    const codes = filter[column];
    if (!codes || codes.length === 0) continue;
    if (codes.length > MOST_CODES)
      throw new InvalidParameterError(column, 'lists too many values', `Give at most ${MOST_CODES}.`);
    const list = inList(codes);
    conditions.push(`${column} IN (${list.marks})`);
    params.push(...list.params);
  }
  if (filter.from !== undefined) {
    conditions.push('occurred_at >= ?');
    params.push(timeParameter('from', filter.from));
  }
  if (moment.knownAt !== undefined) {
    conditions.push('recorded_at <= ?');
    params.push(moment.knownAt);
  }
  const ends = [
    ...(cursor ? [cursor] : []),
    ...(filter.to === undefined ? [] : [{ occurredAt: timeParameter('to', filter.to), position: 0 }]),
    ...(moment.asOf === undefined ? [] : [{ occurredAt: moment.asOf + 1, position: 0 }]),
  ];
  const before = ends.toSorted((a, b) => a.occurredAt - b.occurredAt || a.position - b.position)[0];
  return { where: { sql: conditions.join(' AND '), params }, ...(before ? { before } : {}) };
}
