import { useQuery } from '@tanstack/react-query';
import { address } from './address.js';
import { ask } from './client.js';

/** What a customer is looked at with: as things were, as they were known, and at least as new as one's own write. */
export interface AsOf {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly after?: string;
}

export interface CustomerIdentifier {
  readonly handle: string;
  readonly type: string;
  readonly value: string;
  readonly firstSeenAt: string;
}

/** Who a customer is: the part of the card that pages of every slice may count on. */
export interface Customer {
  /** The id it has now, which may be another than was asked for. */
  readonly id: string;
  readonly name?: string;
  readonly identifiers: readonly CustomerIdentifier[];
  /** What slices add to the card, by the name of their section. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** The card of a customer, shared by all pages that ask for it. While the answer for another moment is on its way, the one before stays. */
export function useCustomer(id: string, at: AsOf = {}) {
  return useQuery({
    queryKey: ['card', id, at],
    queryFn: ({ signal }) => ask(address('/api/v1/customers/{id}', { id, ...at }), signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    meta: { identity: { of: id, whenDecided: 'stale' } },
  });
}
