import type { FoldedName } from '../fold/folded-name.js';

/** What kind of contact point it is; `personal` is a customer number or national id, which has names under it, too. */
export type PointKind = 'personal' | 'email' | 'phone' | 'card' | 'account' | 'social' | 'cookie' | 'address' | 'case';

/** An identifier that only one person has: a customer number, a national id. */
export interface PersonalIdentifier {
  readonly type: string;
  readonly value: string;
}

/** All the contacts at one point in which a party said the same about itself. */
export interface PointMember {
  /** Unique at the point; the order of ids decides nothing but the order of results. */
  readonly id: string;
  /** What was stated as the name; absent where none was. */
  readonly name?: FoldedName | undefined;
  /** `YYYY-MM-DD`, or the beginning of it. */
  readonly birthDate?: string | undefined;
  /** The personal identifiers stated together with this point, without those that are a catch-all. */
  readonly personal?: readonly PersonalIdentifier[];
  /**
   * Who it is by stronger evidence than this point: the name where several members are known to be one person, or the
   * e-mail address that a party without a name states beside a cookie. Members of one `knownAs` are one person.
   */
  readonly knownAs?: string | undefined;
  /** When these contacts happened, in milliseconds since the epoch. */
  readonly times: readonly number[];
}

/** Why two members are joined, or not. */
export type JoinReason =
  | 'same-name'
  | 'slip'
  | 'nickname'
  | 'left-out'
  | 'initial'
  | 'same-number'
  | 'only-name-here'
  | 'number-and-first-name'
  | 'number-and-birth-date';

export type BlockReason =
  | 'different-names'
  | 'different-birth-dates'
  | 'different-numbers'
  | 'fits-several'
  | 'equal-names-only'
  | 'full-names-only'
  | 'catch-all';

export type ProposalReason = 'two-numbers-one-person' | 'other-surname' | 'number-beside-one-name' | 'number-with-another-name';

interface Pair {
  /** The smaller of the two ids. */
  readonly a: string;
  readonly b: string;
}

export interface Join extends Pair {
  readonly why: JoinReason;
}

/** Two members that would be joined but for `why`; pairs of names that have nothing to do with each other are none. */
export interface Block extends Pair {
  readonly why: BlockReason;
}

export interface Proposal extends Pair {
  readonly why: ProposalReason;
  /** To be decided before others: with `other-surname`, where one's use of the point ends before the other's begins. */
  readonly first: boolean;
}

/** A member that is nobody's until somebody decides: its contacts are shown on the cards of all whom it fits. */
export interface Undecided {
  readonly member: string;
  /** Ids of members, one of each person whom it fits. */
  readonly fits: readonly string[];
}

/** A contact of which the point alone tells who it was. */
export interface NamelessContact {
  readonly member: string;
  readonly at: number;
  /** A member of the person whose contact it is; absent where it is nobody's. */
  readonly belongsTo?: string;
  /** Where it is nobody's: members, one of each person who used the point then, on whose cards it is shown as a shared line. */
  readonly shownOn: readonly string[];
}

/** Who is who at one contact point. Every list is in the order of ids and times, whatever that of the members. */
export interface PointResult {
  readonly joins: readonly Join[];
  readonly blocked: readonly Block[];
  readonly proposed: readonly Proposal[];
  readonly undecided: readonly Undecided[];
  readonly nameless: readonly NamelessContact[];
  /** The persons and organisations at the point, each as the ids of its members; without those that are undecided. */
  readonly people: readonly (readonly string[])[];
  /**
   * - `one`: at most one person or organisation.
   * - `shared`: several.
   * - `switchboard`: so many that equal full names alone join.
   * - `crowded`: so many names that none is compared any more.
   * - `catch-all`: a personal identifier that is nobody's.
   */
  readonly use: 'one' | 'shared' | 'switchboard' | 'crowded' | 'catch-all';
}
