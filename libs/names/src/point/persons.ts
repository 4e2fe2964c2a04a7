import { Groups } from './groups.js';
import type { BlockReason } from './point-member.js';
import {
  type FittingRelation,
  fullnessOf,
  type MemberRelation,
  type NamedMember,
  areOpposed,
  relateMembers,
  sayAsMuch,
  saysNoMore,
  shareNumber,
} from './relate-members.js';

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

/** From the weakest evidence to the strongest. */
const WEAKEST_FIRST: readonly FittingRelation[] = ['initial', 'left-out', 'nickname', 'slip', 'same'];

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

/** Units of members, and which of them are one person. */
class UnitPlan {
  readonly #ties: (FittingRelation | undefined)[][];
  readonly #targets: number[][];

  constructor(
    private readonly members: readonly NamedMember[],
    private readonly units: readonly (readonly number[])[],
    private readonly tie: (a: number, b: number) => FittingRelation | undefined,
    private readonly areOpposed: (a: NamedMember, b: NamedMember) => boolean,
  ) {
    this.#ties = units.map((unit, u) => units.map((other, v) => (u === v ? undefined : this.#strongestTie(unit, other))));
    this.#targets = units.map((_, u) => this.#targetsOf(u));
  }

  /** Units that fit several that contradict one another. */
  undecided(): Set<number> {
    return new Set(this.units.flatMap((_, u) => (this.#contradict(this.#targets[u] ?? []) ? [u] : [])));
  }

  /** The persons, as sets of members. */
  join(undecided: ReadonlySet<number>): Groups {
    let edges = this.units.flatMap((_, u) =>
      (this.#targets[u] ?? [])
        .filter((v) => !undecided.has(u) && !(undecided.has(v) && this.#targets[v]?.includes(u) === true))
        .map((v) => ({ u, v, name: this.#ties[u]?.[v] })),
    );
    let groups = this.#unite(edges);
    for (const weakest of WEAKEST_FIRST) {
      const broken = new Set(
        groups
          .all()
          .filter((set) => this.#haveOpposed(set))
          .map(([lead = 0]) => lead),
      );
      if (broken.size === 0) break;
      const united = groups;
      edges = edges.filter(({ u, name }) => name !== weakest || !broken.has(united.find(u)));
      groups = this.#unite(edges);
    }
    const persons = new Groups(this.members.length);
    for (const unit of this.units) for (const member of unit) persons.unite(unit[0] ?? member, member);
    for (const { u, v } of edges) persons.unite(this.units[u]?.[0] ?? 0, this.units[v]?.[0] ?? 0);
    return persons;
  }

  undecidedMembers(undecided: ReadonlySet<number>, persons: Groups): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (const u of undecided) {
      const own = persons.find(this.units[u]?.[0] ?? 0);
      const decided = (this.#targets[u] ?? []).filter((v) => !undecided.has(v)).map((v) => persons.find(this.units[v]?.[0] ?? 0));
      const fits = [...new Set(decided)].filter((lead) => lead !== own).toSorted((a, b) => a - b);
      for (const set of persons.all()) if (set[0] === own) for (const member of set) found.set(member, fits);
    }
    return found;
  }

  #strongestTie(unit: readonly number[], other: readonly number[]): FittingRelation | undefined {
    if (this.#doOppose(unit, other)) return undefined;
    const ties = unit.flatMap((a) => other.flatMap((b) => this.tie(a, b) ?? []));
    return WEAKEST_FIRST.findLast((each) => ties.includes(each));
  }

  /** Whether two units say what cannot be true of one person. */
  #doOppose(unit: readonly number[], other: readonly number[]): boolean {
    return unit.some((a) =>
      other.some((b) => {
        const [one, another] = [this.members[a], this.members[b]];
        return one !== undefined && another !== undefined && this.areOpposed(one, another);
      }),
    );
  }

  /** The units that `u` is, if nobody else; full names before others. */
  #targetsOf(u: number): number[] {
    const fitting = this.units.flatMap((_, v) => (this.#ties[u]?.[v] !== undefined && this.#leads(u, v) ? [v] : []));
    const full = fitting.filter((v) => this.#isFull(v));
    return full.length > 0 && !this.#isFull(u) ? full : fitting;
  }

  #leads(u: number, v: number): boolean {
    const name = this.#ties[u]?.[v];
    return (this.units[u] ?? []).some((a) =>
      (this.units[v] ?? []).some((b) => {
        const [one, other] = [this.members[a], this.members[b]];
        return name !== undefined && this.tie(a, b) === name && one && other && saysNoMore(one, other, name);
      }),
    );
  }

  #isFull(u: number): boolean {
    return (this.units[u] ?? []).some((at) => this.members[at] !== undefined && fullnessOf(this.members[at]) === 2);
  }

  #contradict(units: readonly number[]): boolean {
    return units.some((u) => units.some((v) => u < v && this.#ties[u]?.[v] === undefined));
  }

  #haveOpposed(units: readonly number[]): boolean {
    return units.some((u) => units.some((v) => u < v && this.#doOppose(this.units[u] ?? [], this.units[v] ?? [])));
  }

  #unite(edges: readonly { readonly u: number; readonly v: number }[]): Groups {
    const groups = new Groups(this.units.length);
    for (const { u, v } of edges) groups.unite(u, v);
    return groups;
  }
}
