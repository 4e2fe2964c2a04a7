import type { Row, Value, ViewReader } from '#views';
import { chunksOf } from '../in-lists.js';

/** Place of a row on a timeline. */
export interface TimelineKey extends Row {
  readonly hub: string;
  /** Epoch milliseconds. */
  readonly occurred_at: number;
  readonly position: number;
  readonly party: number;
}

/** Which rows of the hubs' timelines to read. */
export interface TimelineScan {
  readonly hubs: readonly string[];
  /** Columns beyond those of `TimelineKey`. */
  readonly columns?: readonly string[];
  /** Rows that come after this place only: older, or as old and recorded earlier. */
  readonly before?: { readonly occurredAt: number; readonly position: number };
  /** Further conditions, ANDed. */
  readonly where?: { readonly sql: string; readonly params: readonly Value[] };
  /** About how many rows the caller will take. */
  readonly expected: number;
}

interface HubPages {
  readonly hub: string;
  last: readonly [occurredAt: number, position: number, party: number];
  ended: boolean;
}

const UNION = 64;
const LARGEST_PAGE = 1000;
/** Rows of all hubs together that are held at once, about. */
const HELD = 8000;

/**
 * The rows of many hubs as one timeline, newest first, in lists that never part the rows of one touchpoint. Reads each
 * hub by pages along its key, and only as far as the caller goes: what it costs depends on what is taken, not on how
 * long the timelines are.
 */
export async function* newestFirst<R extends TimelineKey>(
  reader: ViewReader,
  scan: TimelineScan,
): AsyncGenerator<readonly R[], void, void> {
  const { occurredAt, position } = scan.before ?? { occurredAt: Number.MAX_SAFE_INTEGER, position: 0 };
  const all: HubPages[] = scan.hubs.map((hub) => ({ hub, last: [occurredAt, position, -1], ended: false }));
  const largest = Math.max(8, Math.min(LARGEST_PAGE, Math.ceil(HELD / Math.max(1, all.length))));
  let page = Math.min(largest, all.length <= 4 ? scan.expected + 1 : Math.max(8, Math.ceil((2 * scan.expected) / all.length)));
  let due = all;
  let held: R[] = [];
  while (due.length > 0) {
    const fetched = await nextPages<R>(reader, scan, due, page);
    held = held.length === 0 && due.length === 1 ? fetched : [...held, ...fetched].toSorted(newerFirst);
    // Rows up to the newest of the hubs' page ends are complete: what is still unread of any hub is older.
    const open = all.filter((pages) => !pages.ended);
    let horizon: HubPages['last'] | undefined;
    for (const { last } of open) if (!horizon || isNewer(last, horizon)) horizon = last;
    if (!horizon) {
      if (held.length > 0) yield held;
      return;
    }
    const [horizonAt, horizonPosition] = horizon;
    let safe = 0;
    for (const row of held) {
      if (row.occurred_at < horizonAt || (row.occurred_at === horizonAt && row.position <= horizonPosition)) break;
      safe += 1;
    }
    if (safe > 0) {
      yield held.slice(0, safe);
      held = held.slice(safe);
    }
    due = open.filter(({ last }) => last[0] === horizonAt && last[1] === horizonPosition);
    page = Math.min(largest, page * 2);
  }
}

async function nextPages<R extends TimelineKey>(
  reader: ViewReader,
  scan: TimelineScan,
  due: readonly HubPages[],
  page: number,
): Promise<R[]> {
  const rows: R[] = [];
  for (const chunk of chunksOf(due, UNION)) {
    const terms = powerOfTwo(chunk.length);
    const params: Value[] = [];
    for (let i = 0; i < terms; i++) {
      // Padding: the empty hub has no rows, and with a power of two of terms few different statements are prepared.
      const pages = chunk[i] ?? { hub: '', last: [0, 0, 0] as const };
      params.push(pages.hub, ...pages.last, ...(scan.where?.params ?? []), page);
    }
    const counts = new Map<string, number>();
    const lasts = new Map<string, R>();
    for (const row of await reader.all<R>(statement(scan, terms), params)) {
      rows.push(row);
      counts.set(row.hub, (counts.get(row.hub) ?? 0) + 1);
      const last = lasts.get(row.hub);
      if (!last || newerFirst(last, row) < 0) lasts.set(row.hub, row);
    }
    for (const pages of chunk) {
      const last = lasts.get(pages.hub);
      if (last) pages.last = [last.occurred_at, last.position, last.party];
      pages.ended = (counts.get(pages.hub) ?? 0) < page;
    }
  }
  return rows;
}

function statement(scan: TimelineScan, terms: number): string {
  const columns = ['hub', 'occurred_at', 'position', 'party', ...(scan.columns ?? [])].join(', ');
  const where = scan.where && scan.where.sql !== '' ? ` AND ${scan.where.sql}` : '';
  const one = `SELECT ${columns} FROM timeline
    WHERE hub = ? AND (occurred_at, position, party) < (?, ?, ?)${where}
    ORDER BY occurred_at DESC, position DESC, party DESC LIMIT ?`;
  if (terms === 1) return one;
  return Array.from({ length: terms }, (_, i) => `SELECT * FROM (${one}) AS hub${i}`).join('\nUNION ALL\n');
}

function powerOfTwo(atLeast: number): number {
  let length = 1;
  while (length < atLeast) length *= 2;
  return length;
}

function isNewer(a: HubPages['last'], b: HubPages['last']): boolean {
  return a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1];
}

function newerFirst(a: TimelineKey, b: TimelineKey): number {
  return b.occurred_at - a.occurred_at || b.position - a.position || b.party - a.party;
}
