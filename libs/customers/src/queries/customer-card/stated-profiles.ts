import type { PostalAddress } from '#events';
import type { RevealedProfile } from '#vault';
import { rfc3339 } from '#slice';
import type { CustomerCard } from './customer-card.js';
import type { ProfileSeen } from './what-happened.js';

/** Names, birth dates and addresses, each once, last stated first. */
export function statedProfiles(
  seen: readonly ProfileSeen[],
  revealed: ReadonlyMap<string, RevealedProfile>,
): Pick<CustomerCard, 'name' | 'names' | 'birthDates' | 'addresses'> {
  const names = new Map<string, number>();
  const birthDates = new Set<string>();
  const addresses = new Map<string, number>();
  for (const { handle, lastAt } of seen) {
    const profile = revealed.get(handle);
    if (!profile) continue;
    if (profile.name !== undefined && !names.has(profile.name)) names.set(profile.name, lastAt);
    if (profile.birthDate !== undefined) birthDates.add(profile.birthDate);
    const text = profile.address ? addressText(profile.address) : '';
    if (text !== '' && !addresses.has(text)) addresses.set(text, lastAt);
  }
  const [name] = names.keys();
  return {
    ...(name === undefined ? {} : { name }),
    names: [...names].map(([stated, lastAt]) => ({ name: stated, lastSeenAt: rfc3339(lastAt) })),
    birthDates: [...birthDates],
    addresses: [...addresses].map(([text, lastAt]) => ({ text, lastSeenAt: rfc3339(lastAt) })),
  };
}

/** On one line: `1 Mill Lane, CB1 2AB Cambridge, GB`. */
function addressText({ lines = [], postcode, city, region, country }: PostalAddress): string {
  const town = [postcode, city].filter(isStated).join(' ');
  return [...lines, town, region, country].filter(isStated).join(', ');
}

function isStated(part: string | undefined): part is string {
  return part !== undefined && part.trim() !== '';
}
