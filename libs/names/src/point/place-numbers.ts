import { Groups } from './groups.js';
import type { Persons } from './persons.js';
import type { Join, PointMember, Proposal, Undecided } from './point-member.js';
import { contradict, type NamedMember, shareNumber } from './relate-members.js';
import { pairOf } from './result-order.js';

export interface NumbersOptions {
  /** Whether a number is that of the only name here; otherwise the two are proposed. */
  readonly takesName: boolean;
  readonly windowMs: number;
}

interface PlacedNumbers {
  /** Sets of the named members and, after them, of the numbers. */
  readonly groups: Groups;
  readonly joins: readonly Join[];
  readonly proposed: readonly Proposal[];
  /** Names that several numbers claim. */
  readonly undecided: readonly Undecided[];
}

/**
 * Which person each member is that has no name here but a personal identifier, or is known by something stronger: whoever
 * states the same beside a name, otherwise the only name of the time, unless another number claims it, too.
 */
export function placeNumbers(
  named: readonly NamedMember[],
  persons: Persons,
  numbers: readonly PointMember[],
  { takesName, windowMs }: NumbersOptions,
): PlacedNumbers {
  const all: readonly PointMember[] = [...named, ...numbers];
  const groups = new Groups(all.length);
  for (const set of persons.groups.all()) for (const at of set) groups.unite(set[0] ?? at, at);
  const joins: Join[] = [];
  numbers.forEach((number, index) => {
    const same = all.flatMap((other, at) => (other !== number && areKnownSame(number, other) ? [at] : []));
    const names = same.filter((at) => at < named.length);
    // Contradicting names under one number are decided where the number itself is looked at.
    if (new Set(names.map((at) => persons.groups.find(at))).size > 1) return;
    for (const at of same) groups.unite(named.length + index, at);
    for (const at of names) joins.push({ ...pairOf(number, all[at]), why: 'same-number' });
  });

  const proposed: Proposal[] = [];
  const claims = new Map<number, PointMember[]>();
  numbers.forEach((number, index) => {
    const isPlaced = groups.find(named.length + index) < named.length;
    if (isPlaced || (number.personal ?? []).length === 0) return;
    const only = onlyPerson(number, named, persons, windowMs);
    if (only === undefined || personAt(only, named, persons).some((member) => contradict(number, member))) return;
    claims.set(only, [...(claims.get(only) ?? []), number]);
  });
  const undecided: Undecided[] = [];
  for (const [only, claimants] of claims) {
    const person = personAt(only, named, persons);
    const rivals = claimants.filter((one) => claimants.some((other) => contradict(one, other)));
    for (const number of rivals.length > 0 ? [] : claimants) {
      const pair = pairOf(number, named[only]);
      if (takesName) joins.push({ ...pair, why: 'only-name-here' });
      else proposed.push({ ...pair, why: 'number-beside-one-name', first: false });
      if (takesName) groups.unite(all.indexOf(number), only);
    }
    if (rivals.length === 0 || !takesName) continue;
    proposed.push(...pairsOfRivals(rivals).map((pair): Proposal => ({ ...pair, why: 'two-numbers-one-person', first: false })));
    undecided.push(...person.map(({ id }): Undecided => ({ member: id, fits: rivals.map((rival) => rival.id) })));
  }
  return { groups, joins, proposed, undecided };
}

function areKnownSame(a: PointMember, b: PointMember): boolean {
  return (a.knownAs !== undefined && a.knownAs === b.knownAs) || shareNumber(a, b);
}

function pairsOfRivals(rivals: readonly PointMember[]): { readonly a: string; readonly b: string }[] {
  return rivals.flatMap((one, at) =>
    rivals.slice(at + 1).flatMap((other) => (contradict(one, other) ? [pairOf(one, other)] : [])),
  );
}

/** The only person whose name was stated within the window around the contacts of `number`; absent if an undecided one was, too. */
function onlyPerson(number: PointMember, named: readonly NamedMember[], persons: Persons, windowMs: number): number | undefined {
  const near = named.flatMap(({ times }, at) =>
    times.some((time) => number.times.some((other) => Math.abs(time - other) <= windowMs)) ? [at] : [],
  );
  if (near.some((at) => persons.undecided.has(at))) return undefined;
  const [only, ...others] = new Set(near.map((at) => persons.groups.find(at)));
  return others.length === 0 ? only : undefined;
}

function personAt(lead: number, named: readonly NamedMember[], persons: Persons): NamedMember[] {
  return named.filter((_, at) => persons.groups.find(at) === lead);
}
