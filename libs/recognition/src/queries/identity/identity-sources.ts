import type { AsOf } from '#events';
import type { ReadSide } from '#slice';
import type { ViewReader } from '#views';
import type { Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';
import { identityLookup } from './identity-lookup.js';
import { presentGraph, type KnownGraph } from './known-graph.js';
import { pastGraph } from './past-graph.js';

/** What the questions about identity are answered from. */
export interface IdentitySources {
  /** The serving edition of the recognition views. */
  readonly reader: ViewReader;
  readonly vault: Pick<ReadSide['vault'], 'reveal' | 'open'>;
  readonly rules: Rules;
}

export function identitySources(read: ReadSide, rules: Rules): IdentitySources {
  return { reader: read.reader(RECOGNITION), vault: read.vault, rules };
}

/** The customers of these handles, now or at a moment, and what ties them together and to others. */
export async function graphAround(
  { reader, rules }: IdentitySources,
  handles: readonly string[],
  moment: AsOf,
): Promise<KnownGraph> {
  if (isPast(moment)) return pastGraph(reader, rules, handles, moment);
  const customers = await identityLookup(reader, rules).customersOf(handles);
  return presentGraph(reader, [...new Set(customers.values())]);
}

export function isPast({ asOf, knownAt }: AsOf): boolean {
  return asOf !== undefined || knownAt !== undefined;
}
