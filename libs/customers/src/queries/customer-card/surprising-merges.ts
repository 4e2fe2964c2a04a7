import type { Row, ViewReader } from '#views';
import type { FormerId } from '../../identity-lookup.js';
import { inList } from '../in-lists.js';

const DAY = 86_400_000;
/** Former ids looked at, the latest first: a warning names no more. */
const MOST = 20;

interface KnownRow extends Row {
  readonly hub: string;
  readonly known: number;
}

/**
 * Those of the merges that staff may not expect: the former customer had been on record for a day or more, so somebody
 * may have known the two apart. What an import joins while it brings it in surprises nobody.
 */
export async function surprisingMerges(customers: ViewReader, aliases: readonly FormerId[]): Promise<FormerId[]> {
  const latest = aliases.toSorted((a, b) => b.mergedAt - a.mergedAt).slice(0, MOST);
  if (latest.length === 0) return [];
  const { marks, params } = inList(latest.map(({ id }) => id));
  const rows = await customers.all<KnownRow>(
    `SELECT hub, MIN(recorded_at) AS known FROM timeline WHERE hub IN (${marks}) GROUP BY hub`,
    params,
  );
  const knownSince = new Map<string, number>(rows.map(({ hub, known }) => [hub, known]));
  return latest.filter(({ id, mergedAt }) => mergedAt - (knownSince.get(id) ?? mergedAt) >= DAY);
}
