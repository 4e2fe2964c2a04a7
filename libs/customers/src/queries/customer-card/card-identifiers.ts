import type { RevealedIdentifier } from '#vault';
import type { CustomerSources } from '../customer-sources.js';
import type { Member } from '../../identity-lookup.js';
import { chunksOf } from '../in-lists.js';
import { rfc3339 } from '#slice';
import { readTouchpoints } from '../timeline/open-touchpoints.js';
import type { CardIdentifier } from './customer-card.js';

const CHUNK = 200;

/** Channel and department by position. */
export type Places = ReadonlyMap<number, { readonly channel: string; readonly department: string }>;

/** Where each of these identifiers was last seen. */
export async function lastSeen(ledger: CustomerSources['ledger'], members: readonly Member[]): Promise<Places> {
  const places = new Map<number, { channel: string; department: string }>();
  const positions = [...new Set(members.map(({ lastPosition }) => Number(lastPosition)))];
  for (const chunk of chunksOf(positions, CHUNK)) {
    for (const { event } of await readTouchpoints(ledger, chunk)) {
      places.set(Number(event.position), { channel: event.data.channel, department: event.data.department });
    }
  }
  return places;
}

/** The identifiers as the card shows them, last seen first; those erased are left out. */
export function cardIdentifiers(
  members: readonly Member[],
  revealed: ReadonlyMap<string, RevealedIdentifier>,
  places: Places,
): CardIdentifier[] {
  return members.flatMap((member) => {
    const identifier = revealed.get(member.handle);
    if (!identifier) return [];
    const place = places.get(Number(member.lastPosition));
    return {
      handle: member.handle,
      type: identifier.type,
      value: identifier.value,
      firstSeenAt: rfc3339(member.firstSeenAt),
      lastSeenAt: rfc3339(member.lastSeenAt),
      lastChannel: place?.channel ?? '',
      lastDepartment: place?.department ?? '',
    };
  });
}
