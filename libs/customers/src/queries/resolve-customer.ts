import type { AsOf, CustomerId } from '#events';
import { CustomerNotFoundError } from '#slice';
import type { IdentityLookup, Member } from '../identity-lookup.js';

/** A customer as one question sees it. */
export interface ResolvedCustomer {
  readonly id: CustomerId;
  readonly members: readonly Member[];
  /** Whether the question is about a moment other than the present. */
  readonly past: boolean;
}

/**
 * The customer that `id` leads to, with its identifiers at that moment. `id` may be a former id, or any handle.
 * @throws CustomerNotFoundError
 */
export async function resolveCustomer(identity: IdentityLookup, id: string, moment: AsOf): Promise<ResolvedCustomer> {
  const past = moment.asOf !== undefined || moment.knownAt !== undefined;
  const customer = (await identity.customersOf([id])).get(id);
  if (customer === undefined) throw new CustomerNotFoundError(false);
  const members = past ? await identity.membersAt(customer, moment) : (await identity.members([customer])).get(customer);
  if (!members || members.length === 0) throw new CustomerNotFoundError(past);
  return { id: customer, members, past };
}
