import type { ChangedProfile, MatchingStep, Suggestion, Suggestions } from '#vault';
import type { ViewReader } from '#views';
import { asHandle } from '#events';
import { identityLookup } from '../queries/identity/identity-lookup.js';
import { decisionsOn } from '../queries/identity/known-graph.js';
import { pairKey } from '../resolve/resolve.js';
import { standingDecisions } from '../resolve/standing-decisions.js';
import { ruleFor, type Rules } from '../rules/rules.js';
import { blockingKeys } from './blocking-keys.js';
import { compare } from './compare.js';
import { personFeatures, type PersonFeatures } from './person-features.js';

export interface SuggesterSources {
  readonly suggestions: Suggestions;
  readonly reader: ViewReader;
  readonly rules: Rules;
}

/** Pairs less likely than this are not worth a person's time. */
export const LEAST_SCORE = 0.75;
/** A key that more profiles share says too little to compare them all. */
const MOST_PER_KEY = 50;

/**
 * Looks at the next profiles that the vault has learned, at most `limit` (2,000 comparisons each at worst), and
 * suggests which of them may be one customer with others, where they are not already and nobody has decided. It only
 * suggests: a person's decision makes it so. Goes on where it left off; done when `looked` is 0.
 */
export async function suggestMatches(
  { suggestions, reader, rules }: SuggesterSources,
  { limit, now }: { readonly limit: number; readonly now: Date },
): Promise<{ readonly looked: number; readonly suggested: number }> {
  const changed = await suggestions.changedProfiles(await suggestions.checkpoint(), limit);
  const last = changed.at(-1);
  if (!last) return { looked: 0, suggested: 0 };
  const blocks = changed.map((profile) => ({ profileId: profile.id, keys: blockingKeys(features(profile, rules)) }));
  const pairs = await comparable(suggestions, changed, blocks);
  const found = new Map<string, Suggestion>();
  for (const [left, right] of pairs) {
    if (left.hub === right.hub) continue;
    const { score, reasons } = compare(features(left, rules), features(right, rules));
    if (score < LEAST_SCORE) continue;
    const key = pairKey(left.hub, right.hub);
    if ((found.get(key)?.score ?? 0) >= score) continue;
    const [a, b] = left.hub < right.hub ? [left.hub, right.hub] : [right.hub, left.hub];
    found.set(key, { a, b, score, reasons, since: now.toISOString() });
  }
  const open = await undecided(reader, rules, [...found.values()]);
  await suggestions.commit({ blocks, suggestions: open, checkpoint: last.id });
  return { looked: changed.length, suggested: open.length };
}

/** Pairs of a changed profile and any other that share a key, each once. */
async function comparable(
  suggestions: Suggestions,
  changed: readonly ChangedProfile[],
  blocks: MatchingStep['blocks'],
): Promise<(readonly [ChangedProfile, ChangedProfile])[]> {
  const sharing = new Map<string, Set<number>>();
  for (const { profileId, keys } of blocks)
    for (const key of keys) sharing.set(key, (sharing.get(key) ?? new Set()).add(profileId));
  const ids = new Set<number>();
  for (const { key, profiles, more } of await suggestions.sharingBlock([...sharing.keys()], MOST_PER_KEY)) {
    const block = sharing.get(key);
    if (more) sharing.delete(key);
    else for (const id of profiles) block?.add(id);
  }
  const isChanged = new Map(changed.map((profile) => [profile.id, profile]));
  for (const block of sharing.values())
    if (block.size > 1 && block.size <= MOST_PER_KEY) for (const id of block) if (!isChanged.has(id)) ids.add(id);
  const profiles = new Map([
    ...isChanged,
    ...(await suggestions.profiles([...ids])).map((profile) => [profile.id, profile] as const),
  ]);
  const pairs = new Map<string, readonly [ChangedProfile, ChangedProfile]>();
  for (const { profileId, keys } of blocks) {
    const one = profiles.get(profileId);
    for (const key of keys) {
      const block = sharing.get(key);
      if (!one || !block || block.size > MOST_PER_KEY) continue;
      for (const id of block) {
        const other = profiles.get(id);
        if (other && id !== profileId) pairs.set(id < profileId ? `${id} ${profileId}` : `${profileId} ${id}`, [one, other]);
      }
    }
  }
  return [...pairs.values()];
}

async function undecided(reader: ViewReader, rules: Rules, found: readonly Suggestion[]): Promise<Suggestion[]> {
  const handles = [...new Set(found.flatMap(({ a, b }) => [a, b]))];
  const customers = await identityLookup(reader, rules).customersOf(handles);
  const decided = standingDecisions(await decisionsOn(reader, handles));
  return found.filter(({ a, b }) => {
    const [left, right] = [customers.get(asHandle(a)), customers.get(asHandle(b))];
    return !(left !== undefined && left === right) && !decided.has(pairKey(a, b));
  });
}

/** Identifiers of types that never join (`joins: false` in the rules) are not compared. */
function features({ profile, hubIdentifier }: ChangedProfile, rules: Rules): PersonFeatures {
  return personFeatures(profile, hubIdentifier && ruleFor(rules, hubIdentifier.type).joins ? [hubIdentifier] : []);
}
