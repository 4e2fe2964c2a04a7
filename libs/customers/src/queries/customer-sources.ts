import { defineQuery, type QueryDefinition, type ReadSide } from '#slice';
import type { ViewReader } from '#views';
import type { IdentityLookup, IdentityNeed } from '../identity-lookup.js';
import { CUSTOMERS } from '../views/tables.js';

/** Where the answers about customers come from. */
export interface CustomerSources extends Pick<ReadSide, 'ledger'> {
  /** The serving edition of `customersViews`. */
  readonly customers: ViewReader;
  readonly identity: IdentityLookup;
  readonly vault: Pick<ReadSide['vault'], 'open' | 'reveal' | 'search'>;
}

export function customerSources(read: ReadSide, identity: IdentityNeed): CustomerSources {
  return { customers: read.reader(CUSTOMERS), identity: identity.of(read), vault: read.vault, ledger: read.ledger };
}

/** The sets that such answers are made of, with those of what is added to them. */
export function customerReads(identity: IdentityNeed, added: readonly { readonly reads: readonly string[] }[] = []): string[] {
  return [...new Set([CUSTOMERS, ...identity.reads, ...added.flatMap(({ reads }) => reads)])];
}

/** A query that these sources answer alone. */
export function customersQuery<Name extends string, Question, Answer>(
  name: Name,
  identity: IdentityNeed,
  ask: (sources: CustomerSources, question: Question) => Promise<Answer>,
): QueryDefinition<Name, Question, Answer> {
  return defineQuery({
    name,
    reads: customerReads(identity),
    answer: (read, question: Question) => ask(customerSources(read, identity), question),
  });
}
