import { describe } from '@jest/globals';
import { appendingContract } from './contract/appending.js';
import { modelContract } from './contract/model.js';
import type { OpenStore } from './contract/opened-store.js';
import { readingContract } from './contract/reading.js';
import { subscribingContract } from './contract/subscribing.js';

/**
 * What every adapter of the event store keeps to, as a Jest suite written against the port alone.
 * `open` gives a store with an empty ledger of its own each time.
 */
export function eventStoreContract(name: string, open: OpenStore): void {
  describe(`${name} as an event store`, () => {
    appendingContract(open);
    readingContract(open);
    subscribingContract(open);
    modelContract(open);
  });
}
