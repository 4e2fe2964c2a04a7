/** Father and son of one name. `II` is written by the second of a name, as `jr` is, and is the same here. */
export type Generation = 'sr' | 'jr' | 'iii' | 'iv';

/** The name of one person, in lower-case ASCII letters and digits. */
export interface PersonName {
  readonly kind: 'person';
  /** In their order; one letter where only the initial is stated, none where one word is all that is stated. */
  readonly given: readonly string[];
  /** Particles and the halves of a double name are words of their own: `de`, `la`, `cruz`. Never empty. */
  readonly family: readonly string[];
  readonly generation?: Generation;
  /**
   * - `full`: a first name of more than one letter, and a surname.
   * - `initial`: the initial of the first name or of the surname, and the other.
   * - `single`: one word, which may be either.
   */
  readonly completeness: 'full' | 'initial' | 'single';
  /** Equal for spellings of one full name that say the same beyond doubt: in another order, case, script or with hyphens. */
  readonly key: string;
}

/** A name that is compared whole: a firm, an office, or several people named together (`Helen & Martin Oakes`). */
export interface WholeName {
  readonly kind: 'organisation' | 'several';
  readonly key: string;
}

export type FoldedName = PersonName | WholeName;
