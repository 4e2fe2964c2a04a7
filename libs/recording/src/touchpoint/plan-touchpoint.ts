import { type IdentifierInput, compoundIdentifiers, type Profile, type ResolvedIdentifier } from '#vault';
import type { PartySecrets, RecordedIdentifier } from '#events';
import type { KindRegistry } from '../kinds/kind-registry.js';
import type { IdentifierRules } from './identifier-rules.js';
import type { PartyBody, TouchpointBody } from './touchpoint-input.js';
import { isAbsent } from './canonical-json.js';

/** The identifiers of one party as the vault is asked for them. */
export interface PlannedParty {
  readonly body: PartyBody;
  readonly identifiers: readonly (IdentifierInput & { readonly role?: string })[];
  /** How many of `identifiers` were stated; the others follow from name, birth date, address and case. */
  readonly stated: number;
  readonly profile?: Profile;
}

/**
 * What the vault must be asked for to record these parties: what they stated (role mailboxes as such), the compounds that follow from name,
 * birth date and address, and, for the first party, the case.
 */
export function planParties(touchpoint: TouchpointBody, rules: IdentifierRules): PlannedParty[] {
  return touchpoint.parties.map((body, index) => {
    const profile: Profile = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.birthDate === undefined ? {} : { birthDate: body.birthDate }),
      ...(body.address === undefined || isAbsent(body.address) ? {} : { address: body.address }),
    };
    const hasProfile = !isAbsent(profile);
    const derived = hasProfile ? compoundIdentifiers(profile, rules.compounds) : [];
    const stated = body.identifiers.map(({ type, value, role }) => ({
      type: rules.recordedType(type, value),
      value,
      ...(role === undefined ? {} : { role }),
    }));
    const ofCase = index === 0 && touchpoint.case ? [{ type: 'case-ref', value: touchpoint.case.ref }] : [];
    return {
      body,
      identifiers: [...stated, ...derived, ...ofCase],
      stated: body.identifiers.length,
      ...(hasProfile ? { profile } : {}),
    };
  });
}

/** A party's identifiers as the ledger keeps them, strongest first; empty when none of them can tell who it is. */
export function recordedIdentifiers(
  party: PlannedParty,
  resolved: readonly (ResolvedIdentifier | undefined)[],
  rules: IdentifierRules,
): RecordedIdentifier[] {
  const known = new Map<string, ResolvedIdentifier & { readonly role?: string }>();
  resolved.forEach((identifier, index) => {
    if (!identifier || known.has(identifier.handle)) return;
    const role = party.identifiers[index]?.role;
    known.set(identifier.handle, role === undefined ? identifier : { ...identifier, role });
  });
  return rules.strongestFirst([...known.values()]).map(({ handle, type, role }) => ({
    handle,
    type,
    ...(role === undefined ? {} : { role }),
  }));
}

/** What is sealed for a party: who it is, and for the first party the content. */
export function partySecrets(touchpoint: TouchpointBody, index: number, kinds: KindRegistry): PartySecrets {
  const party = touchpoint.parties[index];
  const details = index === 0 && touchpoint.details ? kinds.split(touchpoint.kind, touchpoint.details).sealed : undefined;
  return {
    identifiers: party?.identifiers ?? [],
    ...(party?.name === undefined ? {} : { name: party.name }),
    ...(party?.birthDate === undefined ? {} : { birthDate: party.birthDate }),
    ...(isAbsent(party?.address) ? {} : { address: party?.address }),
    ...(index > 0
      ? {}
      : {
          ...(touchpoint.subject === undefined ? {} : { subject: touchpoint.subject }),
          ...(touchpoint.content === undefined ? {} : { content: touchpoint.content }),
          ...(touchpoint.case === undefined ? {} : { caseRef: touchpoint.case.ref }),
          ...(details === undefined ? {} : { details }),
        }),
  };
}
