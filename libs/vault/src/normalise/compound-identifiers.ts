import type { IdentifierInput, Profile } from '../vault.js';
import { nameParts, type NameParts } from './person-name.js';
import { addressParts } from './postal-address.js';

/** What a compound can be made of. */
export const COMPOUND_PARTS = ['given', 'surname', 'birthDate', 'house', 'street', 'postcode', 'city'] as const;
export type CompoundPart = (typeof COMPOUND_PARTS)[number];

/** An identifier made of several statements of a party about itself: each alone is common, together they identify a person. */
export interface Compound {
  /** The identifier type it gives, for instance `name-address`. */
  readonly type: string;
  readonly parts: readonly CompoundPart[];
}

/** Dates that forms fill in where none was given. */
const PLACEHOLDER_DATES = new Set(['0001-01-01', '1900-01-01', '9999-12-31']);

/**
 * The compound identifiers that `profile` gives, to be put through `Vault.handles` like any other. A compound with a missing
 * part is not made, nor is one with a given name of which only the initial is known. Every compound with a name depends on
 * the generation: `John Smith`, `John Smith Jr` and `John Smith Sr` have none in common.
 */
export function compoundIdentifiers(profile: Profile, compounds: readonly Compound[]): IdentifierInput[] {
  const name = profile.name === undefined ? {} : nameParts(profile.name);
  const parts = partsOf(profile, name);
  const found: IdentifierInput[] = [];
  for (const { type, parts: wanted } of compounds) {
    const values = wanted.map((part) => parts[part]);
    if (values.length === 0 || values.includes(undefined)) continue;
    const last = name.generation === undefined ? -1 : wanted.findLastIndex((part) => part === 'given' || part === 'surname');
    if (last >= 0) values[last] += ` ${name.generation}`;
    found.push({ type, value: values.join('|'), derived: true });
  }
  return found;
}

/** The comparable parts of a profile; those that are missing or too unspecific are absent. */
export function profileParts(profile: Profile): Readonly<Partial<Record<CompoundPart, string>>> {
  return partsOf(profile, profile.name === undefined ? {} : nameParts(profile.name));
}

function partsOf(profile: Profile, { given, surname }: NameParts): Readonly<Partial<Record<CompoundPart, string>>> {
  return {
    given: given !== undefined && given.length > 1 ? given : undefined,
    surname: surname !== undefined && surname.length > 1 ? surname : undefined,
    birthDate: fullDate(profile.birthDate),
    ...(profile.address && addressParts(profile.address)),
  };
}

function fullDate(date: string | undefined): string | undefined {
  if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date) || PLACEHOLDER_DATES.has(date)) return undefined;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? date : undefined;
}
