import type { Row, ViewReader } from '#views';
import { allIn, inList } from './in-lists.js';
import { mergeFigures, uncount, type Figures, type Repeated } from '../views/figures.js';
import { figuresOf, type FiguresRow } from '../views/figures-row.js';

/** Hubs that one statement compares, below what databases take as parameters. */
const MOST_SHARING = 16_384;

/** A touchpoint counted too often, and the case it belongs to. */
export interface RepeatedTouchpoints extends Repeated {
  readonly caseHandle: string | undefined;
}

/** The rows of those of these handles that are hubs. */
export function figuresRows(reader: ViewReader, handles: readonly string[]): Promise<FiguresRow[]> {
  return allIn<FiguresRow>(reader, handles, (marks) => `SELECT * FROM figures WHERE hub IN (${marks})`);
}

/** False for a customer with so many hubs that shared touchpoints that its figures must be read from its timeline instead. */
export function canBeMerged(rows: readonly FiguresRow[]): boolean {
  return rows.length <= MOST_SHARING || rows.filter(({ shared }) => shared > 0).length <= MOST_SHARING;
}

/** The figures of a customer's hubs together; a touchpoint that several of them took part in counts once. */
export function mergedFigures(rows: readonly FiguresRow[], repeated: readonly RepeatedTouchpoints[]): Figures {
  const figures = mergeFigures(rows.map(figuresOf));
  for (const touchpoints of repeated) uncount(figures, touchpoints);
  return figures;
}

interface RepeatedRow extends Row {
  readonly kind: string;
  readonly channel: string;
  readonly department: string;
  readonly handled_by: string | null;
  readonly case_handle: string | null;
  readonly extra: number;
}

/** What these hubs of one customer counted more than once between them, where `canBeMerged`. Reads nothing where at most one shared any. */
export async function repeatedTouchpoints(reader: ViewReader, rows: readonly FiguresRow[]): Promise<RepeatedTouchpoints[]> {
  const sharing = rows.filter(({ shared }) => shared > 0).map(({ hub }) => hub);
  if (sharing.length < 2) return [];
  const { marks, params } = inList(sharing);
  const found = await reader.all<RepeatedRow>(
    `SELECT kind, channel, department, handled_by, case_handle, SUM(times - 1) AS extra
     FROM (
       SELECT position, MIN(kind) AS kind, MIN(channel) AS channel, MIN(department) AS department,
              MIN(handled_by) AS handled_by, MIN(case_handle) AS case_handle, COUNT(*) AS times
       FROM shared WHERE hub IN (${marks}) GROUP BY position HAVING COUNT(*) > 1
     ) AS repeated
     GROUP BY kind, channel, department, handled_by, case_handle`,
    params,
  );
  return found.map(({ kind, channel, department, handled_by, case_handle, extra }) => ({
    kind,
    channel,
    department,
    handledBy: handled_by ?? undefined,
    caseHandle: case_handle ?? undefined,
    extra,
  }));
}
