import { type DemoOptions, DEMO_DEFAULTS, generateDemo } from '#demo';
import { pairwiseScore, type PairwiseScore, type ScoredParty } from '../names/pairwise-score.js';
import { resolveParties } from '../names/resolve-parties.js';
import { type Party, statedParties } from '../names/stated-parties.js';
import type { BenchOptions, BenchRow } from './bench-row.js';

interface Company {
  readonly what: string;
  readonly options: Partial<DemoOptions>;
  readonly precision: number;
  /** The most customers that may be several people. */
  readonly severalPeople: number;
}

const DEMO = { precision: 0.995, severalPeople: 20 };
const FEW_NAMES = { precision: 0.99, severalPeople: 30 };

const COMPANIES: readonly Company[] = [
  { ...DEMO, what: 'demo company, seed 1', options: {} },
  { ...DEMO, what: 'demo company, seed 2', options: { seed: 2 } },
  { ...DEMO, what: 'demo company, seed 3', options: { seed: 3 } },
  { ...FEW_NAMES, what: 'company of 60 first names and 60 surnames, seed 1', options: { names: 60 } },
  { ...FEW_NAMES, what: 'company of 60 first names and 60 surnames, seed 2', options: { names: 60, seed: 2 } },
];

interface Trial {
  readonly parties: number;
  readonly customers: number;
  readonly severalPeople: readonly string[];
  readonly score: PairwiseScore;
  /** Recall if whatever parties of one person state alike joined them, spellings of addresses and users of accounts included. */
  readonly ceiling: number;
  readonly review: readonly { readonly why: string; readonly isRight: boolean }[];
}

/** How well names at contact points alone tell who is who in made-up companies, without vault, ledger and views. */
export async function run({ scale }: BenchOptions): Promise<BenchRow[]> {
  const part = Math.min(1, scale);
  return COMPANIES.map((company) => {
    const trial = tryNames({
      ...DEMO_DEFAULTS,
      people: Math.ceil(DEMO_DEFAULTS.people * part),
      touchpoints: Math.ceil(DEMO_DEFAULTS.touchpoints * part),
      ...company.options,
    });
    return row(company, trial);
  });
}

function row(company: Company, { parties, customers, severalPeople, score, ceiling, review }: Trial): BenchRow {
  const right = review.filter(({ isRight }) => isRight).length;
  return {
    what: `names at contact points, ${company.what}`,
    ours: `precision ${score.precision.toFixed(4)}, recall ${score.recall.toFixed(4)} of ${ceiling.toFixed(4)}`,
    target: `precision at least ${company.precision}, at most ${company.severalPeople} customers that are several people`,
    met: score.precision >= company.precision && severalPeople.length <= company.severalPeople,
    note: `${parties} parties are ${customers} customers, ${severalPeople.length} of them several people; ${review.length} pairs in review, ${right} of them right`,
    details: [
      ...[...groupBy(review, ({ why }) => why)].map(
        ([why, pairs]) => `review, ${why}: ${pairs.length}, right ${pairs.filter(({ isRight }) => isRight).length}`,
      ),
      ...severalPeople,
    ],
  };
}

function tryNames(options: DemoOptions): Trial {
  const parties: Party[] = [];
  const people: string[] = [];
  for (const { touchpoint, truth } of generateDemo(options)) {
    parties.push(...statedParties(touchpoint));
    people.push(...truth.map(({ person }) => person));
  }
  const { customers, proposed } = resolveParties(parties);
  const isCounted = countedForRecall(parties, people);
  const scored = (customerOf: readonly (string | undefined)[]): ScoredParty[] =>
    parties.map(({ touchpoint }, at) => ({ touchpoint, person: people[at] ?? '', customer: customerOf[at] }));
  const counted = (customerOf: readonly (string | undefined)[]): ScoredParty[] =>
    scored(customerOf).filter((_, at) => isCounted[at]);
  const byCustomer = groupBy(
    scored(customers).filter(({ customer }) => customer !== undefined),
    ({ customer }) => customer ?? '',
  );
  const personsOf = (customer: string): string[] => [...new Set((byCustomer.get(customer) ?? []).map(({ person }) => person))];
  const byHub = groupBy(scored(parties.map(({ hub }) => hub)), ({ customer }) => customer ?? '');
  const personsAt = (hub: string): string[] => (byHub.get(hub) ?? []).map(({ person }) => person);
  return {
    parties: parties.length,
    customers: byCustomer.size,
    severalPeople: [...byCustomer.keys()].flatMap((customer) =>
      personsOf(customer).length > 1 ? [`${customer}: ${personsOf(customer).join()}`] : [],
    ),
    score: { precision: pairwiseScore(scored(customers)).precision, recall: pairwiseScore(counted(customers)).recall },
    ceiling: pairwiseScore(counted(connectedByValues(parties, people))).recall,
    review: proposed.map(({ why, a, b }) => ({ why, isRight: personsAt(a).some((person) => personsAt(b).includes(person)) })),
  };
}

/** All parties but those that state neither name nor personal identifier, and only values that several people use. */
function countedForRecall(parties: readonly Party[], people: readonly string[]): boolean[] {
  const users = new Map<string, Set<string>>();
  parties.forEach(({ points }, at) => {
    for (const { id } of points) users.set(id, (users.get(id) ?? new Set()).add(people[at] ?? ''));
  });
  return parties.map(
    ({ name, personal, points }) =>
      name !== undefined || personal.length > 0 || points.some(({ id }) => users.get(id)?.size === 1),
  );
}

/** The parties of each person, as far as equal values connect them. */
function connectedByValues(parties: readonly Party[], people: readonly string[]): string[] {
  const leads = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let up = leads.get(at); up !== undefined; up = leads.get(at)) at = up;
    return at;
  };
  const keyOf = ({ points, touchpoint, ordinal }: Party, at: number): string[] =>
    [`party ${touchpoint} ${ordinal}`, ...points.map(({ id }) => id)].map((id) => `${people[at]}\n${id}`);
  parties.forEach((party, at) => {
    const [first = '', ...others] = keyOf(party, at).map(find);
    for (const other of others) if (find(other) !== find(first)) leads.set(find(other), find(first));
  });
  return parties.map((party, at) => find(keyOf(party, at)[0] ?? ''));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
