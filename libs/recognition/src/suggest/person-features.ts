import { foldText, nameParts, profileParts, type Profile } from '#vault';

/** What is compared of somebody: lower-case ASCII, absent where nothing was stated. */
export interface PersonFeatures {
  /** May be a mere initial. */
  readonly given?: string;
  readonly surname?: string;
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
  const { given, surname } = profile.name === undefined ? {} : nameParts(profile.name);
  const birth = profile.birthDate === undefined ? '' : foldText(profile.birthDate).replaceAll(/\D/g, '');
  return { given, surname, birth: birth === '' ? undefined : birth, house, street, postcode, city, identifiers };
}
