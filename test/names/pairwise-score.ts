/** A party with who it truly is and whom it was taken for. */
export interface ScoredParty {
  readonly touchpoint: string;
  readonly person: string;
  /** `undefined` where the contact is nobody's. */
  readonly customer: string | undefined;
}

/** Over pairs of parties of different touchpoints. */
export interface PairwiseScore {
  /** Of the pairs that are one customer, how many truly are one person. */
  readonly precision: number;
  /** Of the pairs that truly are one person, how many are one customer. */
  readonly recall: number;
}

export function pairwiseScore(parties: readonly ScoredParty[]): PairwiseScore {
  const somebodys = parties.filter(({ customer }) => customer !== undefined);
  const both = pairsOf(somebodys, ({ person, customer }) => `${person}\n${customer}`);
  const found = pairsOf(somebodys, ({ customer }) => customer ?? '');
  return { precision: found === 0 ? 1 : both / found, recall: both / pairsOf(parties, ({ person }) => person) };
}

function pairsOf(parties: readonly ScoredParty[], keyOf: (party: ScoredParty) => string): number {
  return countPairs(parties.map(keyOf)) - countPairs(parties.map((party) => `${keyOf(party)}\n${party.touchpoint}`));
}

/** Pairs of equal keys. */
function countPairs(keys: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}
