import type { CustomerId, Position } from '#events';
import type { PublishingReads } from '#slice';
import type { Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';
import { identityLookup } from './identity-lookup.js';

/** Whose hubs are whose now; `upTo`: recognition had read so far before that was looked up. */
export function recognisedHubs(
  reads: PublishingReads,
  rules: Rules,
): (hubs: readonly string[]) => Promise<{ readonly upTo: Position; readonly customers: ReadonlyMap<string, CustomerId> }> {
  const reader = reads.reader(RECOGNITION);
  const identity = identityLookup(reader, rules);
  return async (hubs) => {
    const upTo = await reader.position();
    return { upTo, customers: await identity.customersOf(hubs) };
  };
}
