import { doubleMetaphone } from 'double-metaphone';
import type { PersonFeatures } from './person-features.js';

/** Identifiers this long, e-mail aside, are keyed with each character left out: a mistyped one still shares a key. */
const DELETION_LENGTHS = { least: 6, most: 16 };

/**
 * Keys that two descriptions of one person are likely to share, however one of them was misspelt. Only those who share
 * a key are ever compared. Bounded: at most some 40 keys.
 */
export function blockingKeys(person: PersonFeatures): string[] {
  const { birth, postcode, street, house } = person;
  const given = sounds(person.given);
  const surname = sounds(person.surname);
  const names = [given, surname].filter((name) => name !== undefined);
  const keys = new Set<string>();
  if (given && surname) keys.add(`n:${[given, surname].toSorted().join(' ')}`);
  for (const name of names) {
    if (birth && birth.length >= 4) keys.add(`y:${name} ${birth.slice(0, 4)}`);
    if (birth?.length === 8) keys.add(`m:${name} ${birth.slice(4, 8)}`);
    if (postcode) keys.add(`p:${name} ${postcode}`);
    if (street) keys.add(`s:${name} ${sounds(street) ?? street}`);
  }
  if (birth?.length === 8) keys.add(`b:${birth}`);
  if (street && house) keys.add(`a:${street} ${house}`);
  if (street && postcode) keys.add(`z:${street} ${postcode}`);
  for (const { type, normalised } of person.identifiers) for (const key of identifierKeys(type, normalised)) keys.add(key);
  return [...keys];
}

function identifierKeys(type: string, normalised: string): string[] {
  const { least, most } = DELETION_LENGTHS;
  if (normalised.includes('@')) return [`e:${normalised.slice(0, normalised.indexOf('@'))}`];
  if (normalised.includes('|') || normalised.length < least || normalised.length > most) return [];
  const short = Array.from(normalised, (_, i) => normalised.slice(0, i) + normalised.slice(i + 1));
  return [normalised, ...short].map((value) => `i:${type} ${value}`);
}

function sounds(name: string | undefined): string | undefined {
  return name === undefined ? undefined : doubleMetaphone(name)[0] || name;
}
