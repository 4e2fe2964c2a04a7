import { Groups } from './groups.js';
import type { BlockReason } from './point-member.js';
import {
  areOpposed,
  type FittingRelation,
  fullnessOf,
  type MemberRelation,
  type NamedMember,
  relateMembers,
  sayAsMuch,
  shareNumber,
} from './relate-members.js';
import { UnitPlan } from './unit-plan.js';

/** Which names join at a point: all that fit, those of them that are full, or full ones that are equal. */
export type JoiningNames = 'fitting' | 'full' | 'equal';

interface PersonsOptions {
  readonly joining: JoiningNames;
  /** Whether birth dates and numbers count: not under a number, where two of one name are a mistake. */
  readonly countsBeside: boolean;
}

/** Pairs and sets of named members, by their places in the list. */
export interface Persons {
  readonly groups: Groups;
  /** Members whose names fit and that are one person. */
  readonly joined: readonly (readonly [number, number, FittingRelation])[];
  readonly blocked: readonly (readonly [number, number, BlockReason])[];
  /** Members that fit several persons, each with one member of every one of these. */
  readonly undecided: ReadonlyMap<number, readonly number[]>;
}

/**
 * Which of the named members at one point are one person, from all of them at once:
 * 1. Members that say the same kinds of things about themselves, under names that are the same or a slip apart, are a *unit*.
 * 2. A unit is every unit that it fits and that says as much or more about itself, unless these contradict one another: then
 *    it is undecided, and ties nobody to anybody.
 * 3. Where two units of one person would contradict each other all the same, the weakest of what ties them is given up.
 */
export function personsOf(members: readonly NamedMember[], { joining, countsBeside }: PersonsOptions): Persons {
  const relations = members.map((a, i) => members.slice(0, i).map((b) => relateMembers(a, b, countsBeside)));
  const relation = (a: number, b: number): MemberRelation => relations[Math.max(a, b)]?.[Math.min(a, b)] ?? { name: 'different' };
  /** What ties two members, if anything does. */
  const tie = (a: number, b: number): FittingRelation | undefined => {
    const { name, against } = relation(a, b);
    const [one, other] = [members[a], members[b]];
    if (name === 'different' || against !== undefined || !one || !other) return undefined;
    return shareNumber(one, other) || doJoin(one, other, name, joining) ? name : undefined;
  };

  const units = unitsOf(members, tie);
  const plan = new UnitPlan(members, units, tie, countsBeside ? areOpposed : () => false);
  const undecidedUnits = plan.undecided();
  const groups = plan.join(undecidedUnits);

  const joined: [number, number, FittingRelation][] = [];
  const blocked: [number, number, BlockReason][] = [];
  for (let a = 0; a < members.length; a++) {
    for (let b = a + 1; b < members.length; b++) {
      const { name, against } = relation(a, b);
      if (name === 'different') continue;
      if (against !== undefined) blocked.push([a, b, against]);
      else if (tie(a, b) === undefined) blocked.push([a, b, joining === 'equal' ? 'equal-names-only' : 'full-names-only']);
      else if (groups.find(a) === groups.find(b)) joined.push([a, b, name]);
      else blocked.push([a, b, 'fits-several']);
    }
  }
  return { groups, joined, blocked, undecided: plan.undecidedMembers(undecidedUnits, groups) };
}

function doJoin(a: NamedMember, b: NamedMember, name: FittingRelation, joining: JoiningNames): boolean {
  if (joining === 'fitting') return true;
  return fullnessOf(a) === 2 && fullnessOf(b) === 2 && (joining === 'full' || name === 'same');
}

function unitsOf(members: readonly NamedMember[], tie: (a: number, b: number) => FittingRelation | undefined): number[][] {
  const groups = new Groups(members.length);
  members.forEach((one, a) => {
    members.forEach((other, b) => {
      if (a >= b) return;
      if (one.knownAs !== undefined && one.knownAs === other.knownAs) groups.unite(a, b);
      const name = tie(a, b);
      if (name === undefined) return;
      if (shareNumber(one, other) || ((name === 'same' || name === 'slip') && sayAsMuch(one, other))) groups.unite(a, b);
    });
  });
  return groups.all();
}
