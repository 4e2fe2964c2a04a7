import { foldText, nameParts, profileParts, type Profile } from '#vault';

/** What is compared of somebody: lower-case ASCII, absent where nothing was stated. */
export interface PersonFeatures {
  /** May be a mere initial. */
  readonly given?: string;
  readonly surname?: string;
  /** What tells father and son apart: `jr`, `sr`, `ii`... */
  readonly generation?: string;
  /** Digits of the birth date as stated, YYYYMMDD when it is whole. */
  readonly birth?: string;
  readonly house?: string;
  readonly street?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly identifiers: readonly { readonly type: string; readonly normalised: string }[];
}

export function personFeatures(profile: Profile, identifiers: PersonFeatures['identifiers']): PersonFeatures {
  const { house, street, postcode, city } = profileParts(profile);
  const { given, surname, generation } = profile.name === undefined ? {} : nameParts(profile.name);
  const birth = profile.birthDate === undefined ? '' : foldText(profile.birthDate).replaceAll(/\D/g, '');
  return { given, surname, generation, birth: birth === '' ? undefined : birth, house, street, postcode, city, identifiers };
}
