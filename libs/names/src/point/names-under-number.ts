import { compareBirthDates } from '../compare/birth-dates.js';
import { haveFittingGiven } from '../compare/compare-names.js';
import { Groups } from './groups.js';
import { personsOf } from './persons.js';
import type { Block, Join, JoinReason, NamelessContact, PointMember, PointResult, Proposal, Undecided } from './point-member.js';
import type { PointRules } from './point-rules.js';
import { isNamed, type NamedMember } from './relate-members.js';
import { inOrder, pairOf } from './result-order.js';

/**
 * Who is who under one personal identifier. Names that fit are one person, and so are others of one first name or birth date;
 * whoever has neither in common with the holder is proposed, not joined. The holder is who states more than half of the names.
 * With `catchAllNames` contradicting names it is a catch-all, which joins nobody.
 */
export function namesUnderNumber(members: readonly PointMember[], rules: PointRules): PointResult {
  const named = members.filter(isNamed);
  const nameless = members.filter((member) => !isNamed(member));
  const persons = personsOf(named, { joining: 'fitting', countsBeside: false });
  const undecided = undecidedOf(named, persons.undecided);
  const isDecided = (set: readonly number[]): boolean => !set.some((at) => persons.undecided.has(at));
  const byName = persons.groups
    .all()
    .filter(isDecided)
    .map((set) => set.flatMap((at) => named[at] ?? []));
  const agreements = agreementsOf(byName);
  const groups = new Groups(byName.length);
  for (const { u, v } of agreements) groups.unite(u, v);
  const people = groups.all().map((set) => set.flatMap((u) => byName[u] ?? []));
  const namelessContacts = (shownOn: readonly string[]): NamelessContact[] =>
    nameless.flatMap(({ id, times }) => times.map((at) => ({ member: id, at, shownOn })));

  if (people.length >= rules.catchAllNames) {
    const joined = persons.joined.map(([a, b]): Block => ({ ...pairOf(named[a], named[b]), why: 'catch-all' }));
    return inOrder({
      joins: [],
      blocked: joined,
      proposed: [],
      undecided: [],
      nameless: namelessContacts([]),
      people: named.map(({ id }) => [id]),
      use: 'catch-all',
    });
  }
  const holder = holderOf(people);
  const joins: Join[] = [
    ...persons.joined.map(([a, b, why]): Join => ({ ...pairOf(named[a], named[b]), why: why === 'same' ? 'same-name' : why })),
    ...agreements.map(({ a, b, why }): Join => ({ ...pairOf(a, b), why })),
    ...(holder ? nameless.map((member): Join => ({ ...pairOf(member, holder[0]), why: 'same-number' })) : []),
  ];
  return inOrder({
    joins,
    blocked: [
      ...persons.blocked.map(([a, b, why]): Block => ({ ...pairOf(named[a], named[b]), why })),
      ...pairsToDecide(people, holder).map(([a, b]): Block => ({ ...pairOf(a, b), why: 'different-names' })),
    ],
    proposed: pairsToDecide(people, holder).map(([a, b]): Proposal => ({
      ...pairOf(a, b),
      why: 'number-with-another-name',
      first: false,
    })),
    undecided,
    nameless: holder ? [] : namelessContacts(people.flatMap(([one]) => one?.id ?? [])),
    people: people.map((person) => [...person.map(({ id }) => id), ...(person === holder ? nameless.map(({ id }) => id) : [])]),
    use: people.length > 1 ? 'shared' : 'one',
  });
}

interface Agreement {
  readonly u: number;
  readonly v: number;
  readonly a: PointMember;
  readonly b: PointMember;
  readonly why: JoinReason;
}

/** What joins sets of members whose names contradict: a first name in full, or a birth date. */
function agreementsOf(sets: readonly (readonly NamedMember[])[]): Agreement[] {
  return sets.flatMap((one, u) =>
    sets.flatMap((other, v) => {
      if (u >= v) return [];
      for (const a of one) {
        for (const b of other) {
          const why = agreement(a, b);
          if (why) return [{ u, v, a, b, why }];
        }
      }
      return [];
    }),
  );
}

function agreement(a: NamedMember, b: NamedMember): JoinReason | undefined {
  const areFull = [a, b].every(({ name }) => name.kind === 'person' && name.completeness === 'full');
  if (areFull && haveFittingGiven(a.name, b.name)) return 'number-and-first-name';
  const birth = compareBirthDates(a.birthDate, b.birthDate);
  return birth === 'same' || birth === 'compatible' ? 'number-and-birth-date' : undefined;
}

/** Who states more than half of the names under the number. */
function holderOf(people: readonly (readonly NamedMember[])[]): readonly NamedMember[] | undefined {
  const counts = people.map((person) => person.reduce((sum, { times }) => sum + times.length, 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return people.find((_, at) => (counts[at] ?? 0) * 2 > all);
}

function pairsToDecide(
  people: readonly (readonly NamedMember[])[],
  holder: readonly NamedMember[] | undefined,
): (readonly [NamedMember | undefined, NamedMember | undefined])[] {
  return people.flatMap((one, u) =>
    people
      .slice(u + 1)
      .flatMap((other) => (holder === undefined || one === holder || other === holder ? [[one[0], other[0]] as const] : [])),
  );
}

/** Members that fit several persons. */
export function undecidedOf(named: readonly NamedMember[], undecided: ReadonlyMap<number, readonly number[]>): Undecided[] {
  return [...undecided].flatMap(([at, fits]) => {
    const member = named[at]?.id;
    return member === undefined ? [] : [{ member, fits: fits.flatMap((other) => named[other]?.id ?? []) }];
  });
}
