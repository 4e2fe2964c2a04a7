import {
  compareBirthDates,
  type Join,
  namesAtPoint,
  type PointKind,
  type PointMember,
  type PointResult,
  type Proposal,
} from '#names';
import { type Party, type Point, STRONGEST_FIRST } from './stated-parties.js';

/** Who is who among all parties, by the names at their contact points. */
export interface ResolvedParties {
  /** The customer of each party, in their order; `undefined` where a contact is nobody's. */
  readonly customers: readonly (string | undefined)[];
  /** Hubs to be decided upon by a person, with their customers, each pair of customers once. */
  readonly proposed: readonly ProposedPair[];
  readonly results: ReadonlyMap<string, PointResult>;
}

interface ProposedPair extends Proposal {
  readonly customers: readonly [string, string];
}

interface Edge extends Join {
  readonly kind: PointKind;
}

/** From the strongest evidence to the weakest. */
const REASONS: readonly Join['why'][] = [
  'same-number',
  'same-name',
  'slip',
  'number-and-birth-date',
  'number-and-first-name',
  'nickname',
  'left-out',
  'only-name-here',
  'initial',
];

/**
 * The parties of a whole company: unites hubs by what `namesAtPoint` joins, the strongest first, unless two customer numbers
 * or birth dates would meet; then gives the contacts without a name to the only user of their strongest point.
 */
export function resolveParties(stated: readonly Party[]): ResolvedParties {
  const catchAlls = catchAllsOf(stated);
  const parties = stated.map((party) => ({ ...party, personal: party.personal.filter(({ value }) => !catchAlls.has(value)) }));
  const points = membersByPoint(parties);
  const results = new Map([...points].map(([id, { kind, members }]) => [id, namesAtPoint(kind, [...members.values()])]));
  const edges = [...results].flatMap(([id, { joins }]) =>
    joins.map((join): Edge => ({ ...join, kind: points.get(id)?.kind ?? 'case' })),
  );
  const clusters = new Clusters(parties);
  for (const edge of edges.toSorted(strongestFirst)) clusters.unite(edge.a, edge.b);

  const undecided = new Set([...results.values()].flatMap((result) => result.undecided.map(({ member }) => member)));
  const isKnown = ({ name, personal }: Party): boolean => name !== undefined || personal.length > 0;
  const customers = parties.map((party) => (isKnown(party) ? clusters.find(party.hub) : undefined));
  const isSettled = (party: Party): boolean => !undecided.has(party.hub) || clusters.isJoined(party.hub);
  giveNamelessContacts(parties, customers, new Set(parties.filter((party) => !isSettled(party)).map(({ hub }) => hub)));
  return {
    customers: parties.map((party, at) => (isKnown(party) && !isSettled(party) ? undefined : customers[at])),
    proposed: proposalsOf(results, clusters),
    results,
  };
}

/** Personal identifiers that are nobody's: they speak neither for nor against anybody. */
function catchAllsOf(parties: readonly Party[]): Set<string> {
  const numbers = [...membersByPoint(parties)].filter(([, { kind }]) => kind === 'personal');
  return new Set(
    numbers.flatMap(([id, { members }]) => (namesAtPoint('personal', [...members.values()]).use === 'catch-all' ? [id] : [])),
  );
}

interface GrowingMember extends PointMember {
  readonly times: number[];
}

interface MembersOfPoint {
  readonly kind: PointKind;
  readonly members: Map<string, GrowingMember>;
}

function membersByPoint(parties: readonly Party[]): Map<string, MembersOfPoint> {
  const points = new Map<string, MembersOfPoint>();
  for (const party of parties) {
    for (const { kind, id } of party.points) {
      const point = points.get(id) ?? { kind, members: new Map() };
      points.set(id, point);
      const { name, birthDate, personal, hub, at } = party;
      const member = point.members.get(hub);
      if (!member)
        point.members.set(hub, { id: hub, name, birthDate, personal: kind === 'personal' ? [] : personal, times: [at] });
      else {
        member.times.push(at);
        const others = personal.filter(
          ({ value }) => !(member.personal ?? []).some((each: { value: string }) => each.value === value),
        );
        if (others.length > 0 && kind !== 'personal')
          point.members.set(hub, { ...member, personal: [...(member.personal ?? []), ...others] });
      }
    }
  }
  return points;
}

function strongestFirst(one: Edge, other: Edge): number {
  return (
    Number(one.kind !== 'personal') - Number(other.kind !== 'personal') ||
    REASONS.indexOf(one.why) - REASONS.indexOf(other.why) ||
    STRONGEST_FIRST.indexOf(one.kind) - STRONGEST_FIRST.indexOf(other.kind) ||
    (one.a + one.b < other.a + other.b ? -1 : 1)
  );
}

/** Hubs that are one customer, with what only one person can have. */
class Clusters {
  readonly #leads = new Map<string, string>();
  readonly #facts = new Map<
    string,
    { readonly numbers: ReadonlySet<string>; readonly births: ReadonlySet<string>; readonly size: number }
  >();

  constructor(parties: readonly Party[]) {
    for (const { hub, personal, birthDate } of parties) {
      const known = this.#facts.get(hub);
      this.#facts.set(hub, {
        numbers: new Set([...(known?.numbers ?? []), ...personal.map(({ value }) => value)]),
        births: new Set([...(known?.births ?? []), ...(birthDate === undefined ? [] : [birthDate])]),
        size: 1,
      });
    }
  }

  find(hub: string): string {
    let at = hub;
    for (let up = this.#leads.get(at); up !== undefined; up = this.#leads.get(at)) at = up;
    return at;
  }

  isJoined(hub: string): boolean {
    return (this.#facts.get(this.find(hub))?.size ?? 1) > 1;
  }

  unite(a: string, b: string): void {
    const [one, other] = [this.find(a), this.find(b)].toSorted();
    const [facts, others] = [this.#facts.get(one ?? ''), this.#facts.get(other ?? '')];
    if (one === other || one === undefined || other === undefined || !facts || !others) return;
    const numbers = new Set([...facts.numbers, ...others.numbers]);
    if (
      ['customer-number', 'national-id'].some((type) => [...numbers].filter((number) => number.startsWith(`${type} `)).length > 1)
    )
      return;
    if ([...facts.births].some((birth) => [...others.births].some((date) => compareBirthDates(birth, date) === 'different')))
      return;
    this.#leads.set(other, one);
    this.#facts.set(one, { numbers, births: new Set([...facts.births, ...others.births]), size: facts.size + others.size });
  }
}

/** Goes through the points from the strongest kind; fills in `customers`. A point that nobody is known at is a customer itself. */
function giveNamelessContacts(
  parties: readonly Party[],
  customers: (string | undefined)[],
  undecided: ReadonlySet<string>,
): void {
  const byPoint = new Map<string, { readonly point: Point; readonly at: number[] }>();
  parties.forEach(({ points }, at) => {
    for (const point of points) {
      const known = byPoint.get(point.id);
      if (known) known.at.push(at);
      else byPoint.set(point.id, { point, at: [at] });
    }
  });
  const ordered = [...byPoint.values()].toSorted(
    (one, other) =>
      STRONGEST_FIRST.indexOf(one.point.kind) - STRONGEST_FIRST.indexOf(other.point.kind) ||
      (one.point.id < other.point.id ? -1 : 1),
  );
  for (const { point, at: places } of ordered) {
    const members = new Map<string, GrowingMember>();
    const open: number[] = [];
    for (const place of places) {
      const [party, customer] = [parties[place], customers[place]];
      if (!party) continue;
      if (customer === undefined) open.push(place);
      const id = customer ?? '';
      const member = members.get(id);
      if (member) member.times.push(party.at);
      else members.set(id, { id, ...(customer === undefined ? {} : { knownAs: customer }), times: [party.at] });
    }
    if (open.length === 0) continue;
    const isUnused = members.size === 1;
    const { nameless } = namesAtPoint(point.kind === 'personal' ? 'case' : point.kind, [...members.values()]);
    const owners = new Map(nameless.map(({ at, belongsTo }) => [at, belongsTo]));
    for (const place of open) {
      const party = parties[place];
      if (!party) continue;
      const owner = owners.get(party.at);
      if (owner !== undefined && !undecided.has(owner)) customers[place] = owner;
      else if (isUnused && party.points[0]?.id === point.id) customers[place] = party.hub;
    }
  }
}

function proposalsOf(results: ReadonlyMap<string, PointResult>, clusters: Clusters): ProposedPair[] {
  const found = new Map<string, ProposedPair>();
  for (const { proposed } of results.values()) {
    for (const proposal of proposed) {
      const [one = '', other = ''] = [clusters.find(proposal.a), clusters.find(proposal.b)].toSorted();
      const key = `${one}\n${other}`;
      if (one !== other && !found.has(key)) found.set(key, { ...proposal, customers: [one, other] });
    }
  }
  return [...found.values()];
}
