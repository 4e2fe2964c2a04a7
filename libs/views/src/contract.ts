import { describe } from '@jest/globals';
import type { OpenEditions } from './contract/opened-editions.js';
import { progressContract } from './contract/progress.js';
import { unitOfWorkContract } from './contract/unit-of-work.js';

/**
 * What every adapter of the views keeps to, as a Jest suite written against the port alone.
 * `open` gives a place without editions each time.
 */
export function viewsContract(name: string, open: OpenEditions): void {
  describe(`${name} as a view database`, () => {
    progressContract(open);
    unitOfWorkContract(open);
  });
}
