import { haveOtherSurnames } from '../compare/compare-names.js';
import type { Persons } from './persons.js';
import type { PointMember, Proposal } from './point-member.js';
import { contradict, fullnessOf, type NamedMember } from './relate-members.js';
import { byText, pairOf } from './result-order.js';

/** One for each pair of numbers under which fitting full names were stated here. */
export function proposeTwoNumbers(named: readonly NamedMember[], persons: Persons): Proposal[] {
  const seen = new Set<string>();
  return persons.blocked.flatMap(([a, b, why]): Proposal[] => {
    const [one, other] = [named[a], named[b]];
    if (why !== 'different-numbers' || !one || !other || fullnessOf(one) < 2 || fullnessOf(other) < 2) return [];
    const numbers = [one, other].map(numbersOf).toSorted(byText).join('\n');
    if (seen.has(numbers)) return [];
    seen.add(numbers);
    return [{ ...pairOf(one, other), why: 'two-numbers-one-person', first: false }];
  });
}

/** Persons of one first name and two surnames; to be decided first where one's use ends before the other's begins. */
export function proposeOtherSurnames(named: readonly NamedMember[], persons: Persons): Proposal[] {
  const people = persons.groups.all().filter((set) => !set.some((at) => persons.undecided.has(at)));
  const members = people.map((set) => set.flatMap((at) => named[at] ?? []));
  return members.flatMap((one, at) =>
    members.slice(at + 1).flatMap((other): Proposal[] => {
      const pairs = one.flatMap((a) => other.map((b) => [a, b] as const));
      if (pairs.some(([a, b]) => contradict(a, b))) return [];
      const renamed = pairs.find(([a, b]) => haveOtherSurnames(a.name, b.name));
      return renamed ? [{ ...pairOf(...renamed), why: 'other-surname', first: areApart(one, other) }] : [];
    }),
  );
}

function areApart(one: readonly PointMember[], other: readonly PointMember[]): boolean {
  const span = (members: readonly PointMember[]): readonly [number, number] => {
    const times = members.flatMap((member) => member.times);
    return [
      times.reduce((least, time) => Math.min(least, time), Infinity),
      times.reduce((most, time) => Math.max(most, time), -Infinity),
    ];
  };
  const [[from, until], [otherFrom, otherUntil]] = [span(one), span(other)];
  return until < otherFrom || otherUntil < from;
}

function numbersOf({ personal = [] }: PointMember): string {
  return personal
    .map(({ type, value }) => `${type} ${value}`)
    .toSorted(byText)
    .join('\t');
}
