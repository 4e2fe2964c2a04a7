import type { ViewReader } from '#views';
import { allIn, inList } from './in-lists.js';
import { mergeCases, type CaseRow, type CaseState } from '../views/case-state.js';

/** A customer's cases by their handle. */
export type CustomerCases = ReadonlyMap<string, CaseState>;

/** Cases looked up one by one; where there are more, all that the hubs closed are read. */
const FEW = 64;

/** The cases of these hubs of one customer that are not closed, each as all of the hubs together tell it. */
export async function openCases(reader: ViewReader, hubs: readonly string[]): Promise<CustomerCases> {
  const [cases] = await openCasesOfEach(reader, [hubs]);
  return cases ?? new Map();
}

/** The same for several customers, given the hubs of each: two statements for a few hundred hubs. */
export async function openCasesOfEach(
  reader: ViewReader,
  customers: readonly (readonly string[])[],
): Promise<readonly CustomerCases[]> {
  const open = await allIn<CaseRow>(
    reader,
    customers.flat(),
    (marks) => `SELECT * FROM cases WHERE hub IN (${marks}) AND status <> 'closed'`,
  );
  const cases = customers.map(() => new Map<string, CaseState>());
  if (open.length === 0) return cases;
  const casesOf = new Map(customers.flatMap((hubs, index) => hubs.map((hub) => [hub, cases[index]] as const)));
  for (const row of open) {
    const known = casesOf.get(row.hub)?.get(row.case_handle);
    casesOf.get(row.hub)?.set(row.case_handle, known ? mergeCases(known, row) : row);
  }
  // A case that is open by one hub's touchpoints may have been closed by those of another hub of the same customer.
  const several = customers.filter((hubs, index) => hubs.length > 1 && cases[index]?.size).flat();
  for (const row of await closedBy(reader, several, [...new Set(open.map(({ case_handle }) => case_handle))])) {
    const known = casesOf.get(row.hub)?.get(row.case_handle);
    if (known) casesOf.get(row.hub)?.set(row.case_handle, mergeCases(known, row));
  }
  return cases.map(withoutClosed);
}

/** What these hubs tell of cases as closed, of `handles` at least. */
async function closedBy(reader: ViewReader, hubs: readonly string[], handles: readonly string[]): Promise<CaseRow[]> {
  const few = handles.length <= FEW ? inList(handles) : undefined;
  return allIn<CaseRow>(
    reader,
    hubs,
    (marks) =>
      `SELECT * FROM cases WHERE hub IN (${marks}) AND status = 'closed'${few ? ` AND case_handle IN (${few.marks})` : ''}`,
    few?.params,
  );
}

/** Those not closed. */
export function withoutClosed(cases: CustomerCases): CustomerCases {
  return new Map([...cases].filter(([, { status }]) => status !== 'closed'));
}
