import { describe } from '@jest/globals';
import { appendingContract } from './contract/appending.js';
import { modelContract } from './contract/model.js';
import type { OpenStore, StoreTraits } from './contract/opened-store.js';
import { readingContract } from './contract/reading.js';
import { subscribingContract } from './contract/subscribing.js';

/**
 * What every adapter of the event store keeps to, as a Jest suite written against the port alone.
 * `open` gives a store with a ledger of its own each time, or a shared one that nobody else writes to while the suite runs.
 */
export function eventStoreContract(name: string, open: OpenStore, traits: StoreTraits): void {
  describe(`${name} as an event store`, () => {
    appendingContract(open, traits);
    readingContract(open, traits);
    subscribingContract(open);
    modelContract(open, traits);
  });
}
