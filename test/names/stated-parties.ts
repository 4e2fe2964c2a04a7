import type { PostalAddress } from '#events';
import { foldName, type FoldedName, type PersonalIdentifier, type PointKind } from '#names';
import { defaultRules, recordedType } from '#recognition';
import { addressParts, createNormaliser, ROLE_MAILBOX } from '#vault';

/** As much of a touchpoint as says who took part. */
export interface StatedTouchpoint {
  readonly source: string;
  readonly externalId: string;
  readonly occurredAt: string;
  readonly parties: readonly StatedParty[];
  /** Its number is one that the whole company shares. */
  readonly case?: { readonly ref: string };
}

interface StatedParty {
  readonly name?: string;
  readonly birthDate?: string;
  readonly identifiers?: readonly { readonly type: string; readonly value: string }[];
  readonly address?: PostalAddress;
}

export interface Point {
  readonly kind: PointKind;
  /** `phone +441632960001` */
  readonly id: string;
}

/** A party with what it states in a form that can be compared. */
export interface Party {
  readonly touchpoint: string;
  /** Its place in the touchpoint, from 0. */
  readonly ordinal: number;
  readonly at: number;
  readonly name?: FoldedName;
  readonly birthDate: string | undefined;
  readonly personal: readonly PersonalIdentifier[];
  /** The strongest first, personal ones included. */
  readonly points: readonly Point[];
  /** What its contact hangs on: the strongest point, name and birth date. */
  readonly hub: string;
}

const KINDS: Readonly<Record<string, PointKind>> = {
  'customer-number': 'personal',
  'national-id': 'personal',
  email: 'email',
  phone: 'phone',
  'loyalty-card': 'card',
  'account-number': 'account',
  'social-handle': 'social',
  cookie: 'cookie',
  address: 'address',
  'case-ref': 'case',
};

/** The kinds of points, the strongest first. */
export const STRONGEST_FIRST: readonly PointKind[] = [
  'personal',
  'email',
  'phone',
  'card',
  'account',
  'social',
  'cookie',
  'address',
  'case',
];

const rules = defaultRules();
const normalise = createNormaliser({ region: 'GB', blocked: rules.blocked });

export function statedParties({ source, externalId, occurredAt, parties, case: about }: StatedTouchpoint): Party[] {
  const touchpoint = `${source}\n${externalId}`;
  return parties.map((party, ordinal) => {
    const name = party.name === undefined ? undefined : foldName(party.name);
    // As when it is recorded: a case is that of the first party.
    const ofCase = ordinal === 0 && about ? [{ type: 'case-ref', value: about.ref }] : [];
    const points = pointsOf({ ...party, identifiers: [...(party.identifiers ?? []), ...ofCase] });
    const [hub = { id: `contact ${touchpoint} ${ordinal}` }] = points;
    return {
      touchpoint,
      ordinal,
      at: Date.parse(occurredAt),
      ...(name ? { name } : {}),
      birthDate: party.birthDate,
      personal: points.flatMap(({ kind, id }) => (kind === 'personal' ? [{ type: id.split(' ', 1)[0] ?? '', value: id }] : [])),
      points,
      hub: name ? `${hub.id}|${name.key}|${party.birthDate ?? ''}` : hub.id,
    };
  });
}

function pointsOf({ identifiers = [], address }: StatedParty): Point[] {
  const found = new Map<string, Point>();
  for (const { type: stated, value } of identifiers) {
    const type = recordedType(rules, stated, value);
    const normalised = type === ROLE_MAILBOX ? undefined : normalise({ type, value });
    const kind = KINDS[type];
    if (normalised !== undefined && kind) found.set(`${type} ${normalised}`, { kind, id: `${type} ${normalised}` });
  }
  const { house, postcode } = address ? addressParts(address) : {};
  if (house !== undefined && postcode !== undefined)
    found.set('address', { kind: 'address', id: `address ${house} ${postcode}` });
  return [...found.values()].toSorted((one, other) => STRONGEST_FIRST.indexOf(one.kind) - STRONGEST_FIRST.indexOf(other.kind));
}
