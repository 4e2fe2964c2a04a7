import type { FoldedName, Generation, PersonName } from '../fold/folded-name.js';
import { isNickname } from './nicknames.js';
import { isSlipOfGiven, isSlipOfSurname } from './slip.js';

/**
 * How two names at one contact point relate:
 * - `same`: one full name, whatever the order, case, script or spelling of umlauts.
 * - `slip`: one slip of the finger apart, in a name long enough.
 * - `nickname`: one has the first name that the other is short for.
 * - `left-out`: one leaves out a further first name, a particle or the second half of a surname that the other states.
 * - `initial`: one states only an initial, or only one of the words, of what the other states in full.
 * - `different`: two names.
 */
export type NameRelation = 'same' | 'slip' | 'nickname' | 'left-out' | 'initial' | 'different';

/**
 * Compares two names. Symmetric; every name is the `same` as itself; not transitive: J. Smith fits John and Jane, who are
 * different. A generation that contradicts (sr and jr) makes them different, one that is stated on one side only does not.
 */
export function compareNames(a: FoldedName, b: FoldedName): NameRelation {
  if (a.kind !== 'person' || b.kind !== 'person') return a.kind === b.kind && a.key === b.key ? 'same' : 'different';
  if (contradict(a.generation, b.generation)) return 'different';
  if (areEqual(a, b)) return 'same';
  return saysLess(a, b) ? fits(a, b) : fits(b, a);
}

/** Whether two persons' names have the same first name, in full, and surnames that do not fit: as before and after a marriage. */
export function haveOtherSurnames(a: FoldedName, b: FoldedName): boolean {
  if (a.kind !== 'person' || b.kind !== 'person' || a.completeness !== 'full' || b.completeness !== 'full') return false;
  return (
    a.given[0] === b.given[0] &&
    !contradict(a.generation, b.generation) &&
    compareNames(a, b) === 'different' &&
    !areSurnamesEqual(a, b)
  );
}

/** Whether the first names agree, whatever the surnames: the same, one short for the other, one's initial, or a slip apart. */
export function haveFittingGiven(a: FoldedName, b: FoldedName): boolean {
  if (a.kind !== 'person' || b.kind !== 'person') return false;
  return givenRelation(a, b) !== 'different';
}

/** Whether `a` is short for `b`: Bob for Robert. */
export function isShortFor(a: PersonName, b: PersonName): boolean {
  return isNickname(a.given[0] ?? '', b.given[0] ?? '');
}

function contradict(a: Generation | undefined, b: Generation | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

const FULLNESS = { single: 0, initial: 1, full: 2 } as const;

/** An order of all names that are not the same, so that the comparison is symmetric. */
function saysLess(a: PersonName, b: PersonName): boolean {
  const difference = fullness(a) - fullness(b);
  return difference === 0 ? a.key < b.key : difference < 0;
}

function fullness(name: PersonName): number {
  return FULLNESS[name.completeness] * 100 + forms(name).words.length;
}

function areEqual(a: PersonName, b: PersonName): boolean {
  if (a.completeness !== b.completeness) return false;
  if (key(a) === key(b)) return true;
  const [one, other] = [forms(a).spellings, forms(b).spellings];
  return a.completeness === 'full' && one.some((spelling) => other.includes(spelling));
}

function key(name: PersonName): string {
  return name.generation === undefined ? name.key : name.key.slice(0, name.key.lastIndexOf(' ('));
}

interface Forms {
  readonly words: readonly string[];
  /** The name run together, beginning with each of its words: `wangxiaoming` and `xiaomingwang`, also written `Xiao Ming Wang`. */
  readonly spellings: readonly string[];
  readonly given: string;
  readonly family: string;
}

/** What names are compared by, made once for each: at a point every name is compared with every other. */
const formsOf = new WeakMap<PersonName, Forms>();

function forms(name: PersonName): Forms {
  let found = formsOf.get(name);
  if (found) return found;
  const words = [...name.given, ...name.family];
  found = {
    words,
    spellings: words.map((_, at) => withoutUmlauts([...words.slice(at), ...words.slice(0, at)].join(''))),
    given: withoutUmlauts(name.given[0] ?? ''),
    family: withoutUmlauts(name.family.join('')),
  };
  formsOf.set(name, found);
  return found;
}

/** `mueller` and `muller` are spellings of Müller; the ae and ue of Raphael and Samuel are no umlauts, nor those after a vowel. */
function withoutUmlauts(word: string): string {
  return word.replaceAll(/(?<![aeiouq])([aou])e(?!l(?![a-z])|[aeiou]|$)/g, '$1');
}

/** `less` states no more words than `more`. */
function fits(less: PersonName, more: PersonName): NameRelation {
  if (less.completeness === 'single') return forms(more).words.includes(less.family.join('')) ? 'initial' : 'different';
  const straight = fitsInOrder(less, more);
  return straight === 'different' ? fitsTheOtherWayRound(less, more) : straight;
}

function fitsTheOtherWayRound(less: PersonName, more: PersonName): NameRelation {
  const [first, last] = [less.given[0], less.family[0]];
  if (less.given.length !== 1 || less.family.length !== 1 || last?.[0] !== more.given[0]?.[0]) return 'different';
  // A slip or an initial leaves the first letters alone.
  if (first?.[0] !== more.family[0]?.[0]) return 'different';
  const relation = fitsInOrder({ ...less, given: less.family, family: less.given }, more);
  return relation === 'slip' || less.completeness === 'initial' ? relation : 'different';
}

function fitsInOrder(less: PersonName, more: PersonName): NameRelation {
  const given = givenRelation(less, more);
  if (given === 'different') return 'different';
  const surname = surnameRelation(less, more);
  if (surname === 'different' || (given === 'slip' && surname === 'slip')) return 'different';
  if (!areFurtherNamesCompatible(less, more)) return 'different';
  if (given === 'initial' || surname === 'initial') return 'initial';
  if (given === 'nickname') return 'nickname';
  if (given === 'slip' || surname === 'slip') return 'slip';
  return 'left-out';
}

type PartRelation = 'same' | 'slip' | 'nickname' | 'initial' | 'left-out' | 'different';

function givenRelation(a: PersonName, b: PersonName): PartRelation {
  const [one = '', other = ''] = [a.given[0], b.given[0]];
  if (one === '' || other === '') return 'different';
  if (one === other || forms(a).given === forms(b).given) return 'same';
  if (one.length === 1 || other.length === 1) return one[0] === other[0] ? 'initial' : 'different';
  if (isNickname(one, other) || isNickname(other, one)) return 'nickname';
  const [whole, otherWhole] = [a.given.join(''), b.given.join('')];
  if (whole === otherWhole) return 'same';
  return isSlipOfGiven(one, other) ? 'slip' : 'different';
}

function surnameRelation(a: PersonName, b: PersonName): PartRelation {
  if (areSurnamesEqual(a, b)) return 'same';
  const [one, other] = [a.family.join(''), b.family.join('')];
  if (one.length === 1 || other.length === 1) return one[0] === other[0] ? 'initial' : 'different';
  if (isPartOf(a.family, b.family) || isPartOf(b.family, a.family)) return 'left-out';
  // A surname and a further first name are not told apart without a comma: Maria Garcia, Maria Garcia Lopez.
  if (b.given.slice(1).includes(one) || a.given.slice(1).includes(other)) return 'left-out';
  return isSlipOfSurname(one, other) ? 'slip' : 'different';
}

function areSurnamesEqual(a: PersonName, b: PersonName): boolean {
  return forms(a).family === forms(b).family;
}

function isPartOf(less: readonly string[], more: readonly string[]): boolean {
  return less.length < more.length && less.every((word) => more.includes(word));
}

/** Further first names agree as far as both state them: M and Michael do, Kaur and Singh do not. */
function areFurtherNamesCompatible(a: PersonName, b: PersonName): boolean {
  const [one, other] = [a.given.slice(1), b.given.slice(1)];
  return one.every((word, at) => {
    const opposite = other[at];
    if (opposite === undefined || word === opposite || a.given.join('') === b.given.join('')) return true;
    if (word.length === 1 || opposite.length === 1) return word[0] === opposite[0];
    return isSlipOfGiven(word, opposite) || one.includes(opposite) || other.includes(word);
  });
}
