import type { EventStore } from '#event-store';
import type { Vault } from '#vault';
import type { ViewReader } from '#views';
import type { IdentityLookup } from './identity-lookup.js';

/** Where the answers about customers come from. */
export interface CustomerSources {
  /** The serving edition of `customersViews`. */
  readonly customers: ViewReader;
  readonly identity: IdentityLookup;
  readonly vault: Pick<Vault, 'open' | 'reveal' | 'search'>;
  readonly ledger: Pick<EventStore, 'readAt'>;
}
