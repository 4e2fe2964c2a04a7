import { compareBirthDates, knownBirthDate } from '../compare/birth-dates.js';
import { compareNames, isShortFor, type NameRelation } from '../compare/compare-names.js';
import type { FoldedName, Generation } from '../fold/folded-name.js';
import type { BlockReason, PersonalIdentifier, PointMember } from './point-member.js';

/** A member that states a name. */
export type NamedMember = PointMember & { readonly name: FoldedName };

export type FittingRelation = Exclude<NameRelation, 'different'>;

/** How two named members at one point relate. */
export interface MemberRelation {
  readonly name: NameRelation;
  /** What speaks against their being one person, where their names fit. */
  readonly against?: BlockReason;
}

export function isNamed(member: PointMember): member is NamedMember {
  return member.name !== undefined;
}

/** `countsBeside`: whether birth dates and numbers may speak against what fits by name. */
export function relateMembers(a: NamedMember, b: NamedMember, countsBeside: boolean): MemberRelation {
  const name = compareNames(a.name, b.name);
  if (name === 'different' || !countsBeside) return { name };
  if (compareBirthDates(a.birthDate, b.birthDate) === 'different') return { name, against: 'different-birth-dates' };
  return haveOtherNumbers(a, b) ? { name, against: 'different-numbers' } : { name };
}

/** Whether birth dates, numbers or generations tell two members apart, whatever else ties them, unless they share a number. */
export function areOpposed(a: NamedMember, b: NamedMember): boolean {
  const [one, other] = [generationOf(a), generationOf(b)];
  return (contradict(a, b) || (one !== undefined && other !== undefined && one !== other)) && !shareNumber(a, b);
}

/** Whether what two members state beside their names cannot be true of one person. */
export function contradict(a: PointMember, b: PointMember): boolean {
  return compareBirthDates(a.birthDate, b.birthDate) === 'different' || haveOtherNumbers(a, b);
}

/** Whether both state a personal identifier of one type, and none in common. */
export function haveOtherNumbers(a: PointMember, b: PointMember): boolean {
  const [one, other] = [a.personal ?? [], b.personal ?? []];
  return one.some(({ type }) => other.some((each) => each.type === type) && !sharesType(one, other, type));
}

export function shareNumber(a: PointMember, b: PointMember): boolean {
  return (a.personal ?? []).some((one) => (b.personal ?? []).some((other) => isSame(one, other)));
}

function sharesType(a: readonly PersonalIdentifier[], b: readonly PersonalIdentifier[], type: string): boolean {
  return a.some((one) => one.type === type && b.some((other) => isSame(one, other)));
}

function isSame(a: PersonalIdentifier, b: PersonalIdentifier): boolean {
  return a.type === b.type && a.value === b.value;
}

const FULLNESS = { single: 0, initial: 1, full: 2 } as const;

/** 2 for a full name, 1 for an initial, 0 for a single word. Names that are compared whole are full. */
export function fullnessOf({ name }: NamedMember): number {
  return name.kind === 'person' ? FULLNESS[name.completeness] : FULLNESS.full;
}

/** How many of birth date, generation and personal identifier are stated beside the name. */
export function statedBeside({ name, birthDate, personal = [] }: NamedMember): number {
  const stated = [knownBirthDate(birthDate), name.kind === 'person' ? name.generation : undefined, personal[0]];
  return stated.filter((each) => each !== undefined).length;
}

/**
 * Whether `a`, whose name fits that of `b`, says no more about itself than `b`: then it is `b`, if it is nobody else. Of two
 * that say equally much, each is the other.
 */
export function saysNoMore(a: NamedMember, b: NamedMember, relation: FittingRelation): boolean {
  if (fullnessOf(a) !== fullnessOf(b)) return fullnessOf(a) < fullnessOf(b);
  if (a.name.kind === 'person' && b.name.kind === 'person') {
    if (relation === 'nickname' && isShortFor(a.name, b.name) !== isShortFor(b.name, a.name)) return isShortFor(a.name, b.name);
    const [words, others] = [a.name, b.name].map(({ given, family }) => given.length + family.length);
    if (relation === 'left-out' && words !== others) return (words ?? 0) < (others ?? 0);
  }
  return statedBeside(a) <= statedBeside(b);
}

/** Whether two members of one full name, or a slip apart, say the same kinds of things about themselves. */
export function sayAsMuch(a: NamedMember, b: NamedMember): boolean {
  return (
    fullnessOf(a) === fullnessOf(b) &&
    generationOf(a) === generationOf(b) &&
    knownBirthDate(a.birthDate) === knownBirthDate(b.birthDate) &&
    Number((a.personal ?? []).length > 0) === Number((b.personal ?? []).length > 0)
  );
}

function generationOf({ name }: NamedMember): Generation | undefined {
  return name.kind === 'person' ? name.generation : undefined;
}
