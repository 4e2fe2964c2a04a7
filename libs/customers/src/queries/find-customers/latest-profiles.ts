import type { CustomerId } from '#events';
import type { Row, ViewReader } from '#views';
import type { FiguresRow } from '../../views/figures-row.js';
import { allIn } from '../in-lists.js';

/** Profiles per customer among which name and city are looked for. */
const FEW = 10;

interface ProfileRow extends Row {
  readonly hub: string;
  readonly profile: string;
  readonly last_at: number;
}

/** The profiles that each of these customers stated last, newest first, a few each. */
export async function latestProfiles(
  reader: ViewReader,
  customers: readonly { readonly id: CustomerId; readonly rows: readonly FiguresRow[] }[],
): Promise<ReadonlyMap<CustomerId, readonly string[]>> {
  const hubs = customers.flatMap(({ rows }) => rows.map(({ hub }) => hub));
  const rows = await allIn<ProfileRow>(
    reader,
    hubs,
    (marks) => `SELECT hub, profile, last_at FROM (
       SELECT hub, profile, last_at, ROW_NUMBER() OVER (PARTITION BY hub ORDER BY last_at DESC, profile) AS place
       FROM profiles_seen WHERE hub IN (${marks})
     ) AS placed WHERE place <= ?`,
    [FEW],
  );
  const ofHub = new Map<string, ProfileRow[]>();
  for (const row of rows) {
    const known = ofHub.get(row.hub);
    if (known) known.push(row);
    else ofHub.set(row.hub, [row]);
  }
  return new Map(
    customers.map(({ id, rows: own }) => [
      id,
      own
        .flatMap(({ hub }) => ofHub.get(hub) ?? [])
        .toSorted((a, b) => b.last_at - a.last_at || (a.profile < b.profile ? -1 : 1))
        .slice(0, FEW)
        .map(({ profile }) => profile),
    ]),
  );
}
