import { Groups } from './groups.js';
import { type FittingRelation, fullnessOf, type NamedMember, saysNoMore } from './relate-members.js';

/** From the weakest evidence to the strongest. */
const WEAKEST_FIRST: readonly FittingRelation[] = ['initial', 'left-out', 'nickname', 'slip', 'same'];

/** Units of members, and which of them are one person. */
export class UnitPlan {
  readonly #ties: (FittingRelation | undefined)[][];
  readonly #targets: number[][];

  constructor(
    private readonly members: readonly NamedMember[],
    private readonly units: readonly (readonly number[])[],
    private readonly tie: (a: number, b: number) => FittingRelation | undefined,
    private readonly opposed: (a: NamedMember, b: NamedMember) => boolean,
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
    const ties = new Set(unit.flatMap((a) => other.flatMap((b) => this.tie(a, b) ?? [])));
    return WEAKEST_FIRST.findLast((each) => ties.has(each));
  }

  /** Whether two units say what cannot be true of one person. */
  #doOppose(unit: readonly number[], other: readonly number[]): boolean {
    return unit.some((a) =>
      other.some((b) => {
        const [one, another] = [this.members[a], this.members[b]];
        return one !== undefined && another !== undefined && this.opposed(one, another);
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
