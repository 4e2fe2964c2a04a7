import { asHandle, type CustomerId } from '#events';
import type { RevealedIdentifier, RevealedProfile, SearchHit } from '#vault';
import type { CustomerSources } from '../customer-sources.js';
import { foldTimeline } from '../customer-card/fold-timeline.js';
import { canBeMerged, figuresRows, repeatedTouchpoints } from '../customer-figures.js';
import type { FiguresRow } from '../../views/figures-row.js';
import type { Member } from '../../identity-lookup.js';
import { InvalidParameterError, limitParameter, rfc3339 } from '#slice';
import type { FoundCustomer, FoundCustomers } from './found-customers.js';
import { latestProfiles } from './latest-profiles.js';
import { tellingIdentifiers } from './telling-identifiers.js';

export interface FindQuestion {
  /** What was typed: an identifier in any spelling, a part of one, or a name. */
  readonly query: string;
  /** 1 to 50; 20 where it is not given. */
  readonly limit?: number;
}

const USUAL = 20;
const MOST = 50;
const LONGEST_QUERY = 320;
/** Hits asked for per customer listed: one customer may match by several of its identifiers and names. */
const HITS_EACH = 5;
const HOW = { identifier: 0, name: 1, partial: 2 } as const;
/** Whom an identifier belongs to comes before those who share it, and these before other matches. */
const SHARED = 0.5;

interface Candidate {
  readonly id: CustomerId;
  readonly hits: readonly SearchHit[];
  readonly members: readonly Member[];
  readonly rows: readonly FiguresRow[];
  /** Smaller is better. */
  readonly how: number;
  readonly lastAt: number;
}

/** What the vault has for a question. */
interface Searched {
  /** As it was searched for. */
  readonly query: string;
  readonly limit: number;
  readonly hits: readonly SearchHit[];
}

/** Customers that match, best first. */
interface Matches {
  readonly listed: readonly Candidate[];
  /** There are more than are listed. */
  readonly more: boolean;
}

/**
 * Every customer that matches, also those who only share an identifier: by a whole identifier first, then by name, then by part of an identifier; those in
 * contact most recently first among equals. What was recorded so recently that recognition has not seen it is left out.
 * A constant number of round trips.
 * @throws InvalidParameterError
 */
export async function findCustomers(sources: CustomerSources, question: FindQuestion): Promise<FoundCustomers> {
  const searched = await searchVault(sources, question);
  const { listed, more } = await matchesOf(sources, searched);
  return { query: searched.query, customers: await describeCustomers(sources, listed), more };
}

/**
 * The first step of `findCustomers`; reads no view.
 * @throws InvalidParameterError
 */
export async function searchVault({ vault }: CustomerSources, question: FindQuestion): Promise<Searched> {
  const limit = limitParameter(question.limit, USUAL, MOST);
  const query = question.query.trim();
  if (query === '') throw new InvalidParameterError('q', 'is empty', 'Give an identifier, a part of one, or a name.');
  if (query.length > LONGEST_QUERY)
    throw new InvalidParameterError('q', 'is too long', `Give at most ${LONGEST_QUERY} characters.`);
  return { query, limit, hits: await vault.search(query, hitsFor(limit)) };
}

/** The second step: whose the hits are. */
export async function matchesOf(sources: CustomerSources, { limit, hits }: Searched): Promise<Matches> {
  const candidates = await candidatesOf(sources, hits);
  return {
    listed: candidates.toSorted((a, b) => a.how - b.how || b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1)).slice(0, limit),
    more: candidates.length > limit || hits.length >= hitsFor(limit),
  };
}

function hitsFor(limit: number): number {
  return limit * HITS_EACH + 1;
}

async function candidatesOf({ identity, customers }: CustomerSources, hits: readonly SearchHit[]): Promise<Candidate[]> {
  if (hits.length === 0) return [];
  const whole = hits.filter(({ how }) => how === 'identifier').map(({ handle }) => handle);
  const [customerOf, sharers] = await Promise.all([
    identity.customersOf([...new Set(hits.map(({ handle }) => handle))]),
    // Who shares an identifier without being one customer is told as well: which of them it is, a person decides.
    whole.length === 0 ? undefined : identity.alsoStatedBy(whole, MOST + 1),
  ]);
  const hitsOf = new Map<CustomerId, SearchHit[]>();
  const owners = new Set<CustomerId>();
  for (const hit of hits) {
    const owner = customerOf.get(hit.handle);
    if (owner !== undefined) owners.add(owner);
    const sharing = hit.how === 'identifier' ? (sharers?.get(hit.handle) ?? []) : [];
    for (const customer of new Set([...(owner === undefined ? [] : [owner]), ...sharing])) {
      const known = hitsOf.get(customer);
      if (known) known.push(hit);
      else hitsOf.set(customer, [hit]);
    }
  }
  const membersOf = await identity.members([...hitsOf.keys()]);
  const rows = await figuresRows(
    customers,
    [...membersOf.values()].flatMap((members) => members.map(({ handle }) => handle)),
  );
  const rowOf = new Map(rows.map((row) => [row.hub, row]));
  return [...hitsOf].map(([id, own]) => {
    const members = membersOf.get(id) ?? [];
    const ownRows = members.flatMap(({ handle }) => rowOf.get(handle) ?? []);
    return {
      id,
      hits: own.toSorted((a, b) => HOW[a.how] - HOW[b.how]),
      members,
      rows: ownRows,
      how: Math.min(...own.map(({ how }) => HOW[how])) + (owners.has(id) ? 0 : SHARED),
      lastAt: ownRows.reduce((last, row) => Math.max(last, row.last_at ?? last), Number.MIN_SAFE_INTEGER),
    };
  });
}

/** Customers as they are listed: name, a few identifiers, city, last contact. */
export async function describeCustomers(sources: CustomerSources, listed: readonly Candidate[]): Promise<FoundCustomer[]> {
  if (listed.length === 0) return [];
  const profilesOf = await latestProfiles(sources.customers, listed);
  const telling = new Map(listed.map(({ id, members }) => [id, tellingIdentifiers(members)]));
  const revealed = await sources.vault.reveal([
    ...new Set([...[...telling.values()].flat(), ...[...profilesOf.values()].flat().map(asHandle)]),
  ]);
  const identifiers = new Map<string, RevealedIdentifier>(
    revealed.identifiers.map((identifier) => [identifier.handle, identifier]),
  );
  const profiles = new Map<string, RevealedProfile>(revealed.profiles.map((profile) => [profile.handle, profile]));
  const found: FoundCustomer[] = [];
  for (const candidate of listed) {
    const stated = (profilesOf.get(candidate.id) ?? []).flatMap((handle) => profiles.get(handle) ?? []);
    const name = stated.find((profile) => profile.name !== undefined)?.name;
    const city = stated.find((profile) => profile.address?.city !== undefined)?.address?.city;
    found.push({
      id: candidate.id,
      ...(name === undefined ? {} : { name }),
      matched: distinct(candidate.hits.map(({ how, type, value }) => ({ how, type, value }))),
      identifiers: (telling.get(candidate.id) ?? []).flatMap((handle) => {
        const identifier = identifiers.get(handle);
        return identifier ? [{ type: identifier.type, value: identifier.value }] : [];
      }),
      ...(city === undefined ? {} : { city }),
      ...(candidate.rows.length === 0 ? {} : { lastContactAt: rfc3339(candidate.lastAt) }),
      touchpoints: await touchpointsOf(sources, candidate),
    });
  }
  return found;
}

/** Reads only where several of the customer's hubs may have had the same touchpoint. */
async function touchpointsOf({ customers }: CustomerSources, { rows, members }: Candidate): Promise<number> {
  if (!canBeMerged(rows)) {
    const handles = members.map(({ handle }) => handle);
    return (await foldTimeline(customers, handles, {}, 0)).figures.touchpoints;
  }
  const repeated = await repeatedTouchpoints(customers, rows);
  return rows.reduce((sum, { touchpoints }) => sum + touchpoints, 0) - repeated.reduce((sum, { extra }) => sum + extra, 0);
}

function distinct(matched: FoundCustomer['matched']): FoundCustomer['matched'] {
  return [...new Map(matched.map((match) => [`${match.how} ${match.type} ${match.value}`, match])).values()];
}
