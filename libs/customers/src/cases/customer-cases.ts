import type { Row, ViewReader } from '#views';
import { allIn, inList } from '../in-lists.js';
import { mergeCases, type CaseRow, type CaseState } from './case-state.js';

/** A customer's cases by their handle. */
export type CustomerCases = ReadonlyMap<string, CaseState>;

interface Candidate extends Row {
  readonly case_handle: string;
}

/** Cases looked up one by one; where there are more, all of the hubs' cases are read. */
const FEW = 64;

/** The cases of these hubs that are not closed, each as all of the hubs together tell it. */
export async function openCases(reader: ViewReader, hubs: readonly string[]): Promise<CustomerCases> {
  const candidates = await allIn<Candidate>(
    reader,
    hubs,
    (marks) => `SELECT DISTINCT case_handle FROM cases WHERE hub IN (${marks}) AND status <> 'closed'`,
  );
  if (candidates.length === 0) return new Map();
  const open = new Set(candidates.map(({ case_handle }) => case_handle));
  const few = open.size <= FEW ? inList([...open]) : undefined;
  const rows = await allIn<CaseRow>(
    reader,
    hubs,
    (marks) => `SELECT * FROM cases WHERE hub IN (${marks})${few ? ` AND case_handle IN (${few.marks})` : ''}`,
    few?.params,
  );
  const cases = new Map<string, CaseState>();
  for (const row of rows) {
    if (!open.has(row.case_handle)) continue;
    const known = cases.get(row.case_handle);
    cases.set(row.case_handle, known ? mergeCases(known, row) : row);
  }
  return withoutClosed(cases);
}

/** Those of these hubs that tell of a case that is not closed; whether it is, other hubs of its customer may tell. */
export async function hubsWithOpenCases(reader: ViewReader, hubs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await allIn<Row & { readonly hub: string }>(
    reader,
    hubs,
    (marks) => `SELECT DISTINCT hub FROM cases WHERE hub IN (${marks}) AND status <> 'closed'`,
  );
  return new Set(rows.map(({ hub }) => hub));
}

/** Those not closed. */
export function withoutClosed(cases: CustomerCases): CustomerCases {
  return new Map([...cases].filter(([, { status }]) => status !== 'closed'));
}
