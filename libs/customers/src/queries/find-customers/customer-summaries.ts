import { asCustomerId } from '#events';
import type { ReadNeed } from '#slice';
import type { IdentityNeed } from '../../identity-lookup.js';
import { customerReads, type CustomerSources, customerSources } from '../customer-sources.js';
import { figuresRows } from '../customer-figures.js';
import { describeCustomers } from './find-customers.js';

/** What tells customers apart in a list. */
export interface CustomerSummary {
  readonly name?: string;
  readonly touchpoints: number;
}

/** `customerSummaries`, for slices that list customers. */
export function summariesOf(
  identity: IdentityNeed,
): ReadNeed<(customers: readonly string[]) => ReturnType<typeof customerSummaries>> {
  return {
    reads: customerReads(identity),
    of(read) {
      const sources = customerSources(read, identity);
      return (customers) => customerSummaries(sources, customers);
    },
  };
}

/** A summary of each of these customers, by id. */
export async function customerSummaries(
  sources: CustomerSources,
  customers: readonly string[],
): Promise<ReadonlyMap<string, CustomerSummary>> {
  const membersOf = await sources.identity.members(customers.map(asCustomerId));
  const rows = await figuresRows(
    sources.customers,
    [...membersOf.values()].flatMap((members) => members.map(({ handle }) => handle)),
  );
  const rowOf = new Map(rows.map((row) => [row.hub, row]));
  const described = await describeCustomers(
    sources,
    [...membersOf].map(([id, members]) => ({
      id,
      members,
      rows: members.flatMap(({ handle }) => rowOf.get(handle) ?? []),
      hits: [],
      how: 0,
      lastAt: 0,
    })),
  );
  return new Map(described.map(({ id, name, touchpoints }) => [id, { ...(name === undefined ? {} : { name }), touchpoints }]));
}
