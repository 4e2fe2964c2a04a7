import { knownBirthDate } from '../compare/birth-dates.js';
import { namelessContacts } from './nameless-contacts.js';
import { namesUnderNumber, undecidedOf } from './names-under-number.js';
import { type Persons, personsOf } from './persons.js';
import { placeNumbers } from './place-numbers.js';
import type { Block, Join, PointKind, PointMember, PointResult } from './point-member.js';
import { DEFAULT_POINT_RULES, type PointRules } from './point-rules.js';
import { proposeOtherSurnames, proposeTwoNumbers } from './proposals.js';
import { isNamed, type NamedMember } from './relate-members.js';
import { byText, inOrder, pairOf } from './result-order.js';

/**
 * Who is who among those that stated one contact point. Pure, and the same for any order of `members`, whose ids must be
 * unique. Compares all pairs of at most `rules.mostNames` names; beyond that each name is somebody of their own.
 */
export function namesAtPoint(
  kind: PointKind,
  members: readonly PointMember[],
  rules: PointRules = DEFAULT_POINT_RULES,
): PointResult {
  const sorted = members.toSorted((one, other) => byText(one.id, other.id));
  if (kind === 'personal') return namesUnderNumber(sorted, rules);
  const named = sorted.filter(isNamed);
  if (new Set(named.map(nameKey)).size > rules.mostNames) return crowded(named, sorted);

  const { persons, isSwitchboard } = personsAt(kind, named, rules);
  const nameless = sorted.filter((member) => !isNamed(member));
  const numbers = nameless.filter(isIdentified);
  const placed = placeNumbers(named, persons, numbers, {
    takesName: rules.numberTakesName.includes(kind) && !isSwitchboard,
    windowMs: rules.windowMs,
  });
  const undecided = [...undecidedOf(named, persons.undecided), ...placed.undecided];
  const areUndecided = new Set(undecided.map(({ member }) => member));
  const everybody: readonly PointMember[] = [...named, ...numbers];
  const users = placed.groups.all().map((set) => {
    const user = set.flatMap((at) => everybody[at] ?? []);
    return { members: user, isUndecided: user.some(({ id }) => areUndecided.has(id)) };
  });
  return inOrder({
    joins: [
      ...persons.joined.map(([a, b, why]): Join => ({ ...pairOf(named[a], named[b]), why: why === 'same' ? 'same-name' : why })),
      ...placed.joins,
    ],
    blocked: persons.blocked.map(([a, b, why]): Block => ({ ...pairOf(named[a], named[b]), why })),
    proposed: isSwitchboard
      ? []
      : [
          ...placed.proposed,
          ...proposeTwoNumbers(named, persons),
          ...(rules.equalNamesOnly.includes(kind) ? [] : proposeOtherSurnames(named, persons)),
        ],
    undecided,
    nameless: namelessContacts(
      nameless.filter((member) => !isIdentified(member)),
      users,
      { windowMs: rules.windowMs, least: rules.identifiedTwice.includes(kind) ? 2 : 1 },
    ),
    people: users.filter(({ isUndecided }) => !isUndecided).map(({ members: user }) => user.map(({ id }) => id)),
    use: isSwitchboard ? 'switchboard' : users.length > 1 ? 'shared' : 'one',
  });
}

function personsAt(
  kind: PointKind,
  named: readonly NamedMember[],
  rules: PointRules,
): { readonly persons: Persons; readonly isSwitchboard: boolean } {
  const joining = rules.equalNamesOnly.includes(kind) ? 'equal' : rules.fullNamesOnly.includes(kind) ? 'full' : 'fitting';
  const persons = personsOf(named, { joining, countsBeside: true });
  const isSwitchboard = persons.groups.all().length > rules.mostPersons;
  return { persons: isSwitchboard ? personsOf(named, { joining: 'equal', countsBeside: true }) : persons, isSwitchboard };
}

function isIdentified({ personal = [], knownAs }: PointMember): boolean {
  return personal.length > 0 || knownAs !== undefined;
}

/** A name as it is counted: the same for members that differ in their personal identifiers alone. */
function nameKey({ name, birthDate }: NamedMember): string {
  return `${name.kind}\n${name.key}\n${knownBirthDate(birthDate) ?? ''}`;
}

/** Of too many names only equal ones are one person, unless different numbers claim them. */
function crowded(named: readonly NamedMember[], all: readonly PointMember[]): PointResult {
  const byName = new Map<string, NamedMember[]>();
  for (const member of named) {
    const key = nameKey(member);
    const equal = byName.get(key);
    if (equal) equal.push(member);
    else byName.set(key, [member]);
  }
  const people = [...byName.values()].flatMap((equal) => (haveSeveralNumbers(equal) ? equal.map((member) => [member]) : [equal]));
  return inOrder({
    joins: people.flatMap(([first, ...others]) => others.map((other): Join => ({ ...pairOf(first, other), why: 'same-name' }))),
    blocked: [],
    proposed: [],
    undecided: [],
    nameless: all.flatMap((member) =>
      isNamed(member) || isIdentified(member) ? [] : member.times.map((at) => ({ member: member.id, at, shownOn: [] })),
    ),
    people: people.map((equal) => equal.map(({ id }) => id)),
    use: 'crowded',
  });
}

/** Whether the members state several personal identifiers of one type. */
function haveSeveralNumbers(members: readonly PointMember[]): boolean {
  const numbers = new Map<string, string>();
  return members.some(({ personal = [] }) =>
    personal.some(({ type, value }) => {
      const known = numbers.get(type) ?? value;
      numbers.set(type, known);
      return known !== value;
    }),
  );
}
