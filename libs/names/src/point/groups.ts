/** Disjoint sets of the numbers 0 to `size` - 1 (union by the smallest number, paths halved). */
export class Groups {
  readonly #leads: number[];

  constructor(size: number) {
    this.#leads = Array.from({ length: size }, (_, at) => at);
  }

  /** The smallest number of the set that `at` is in. */
  find(at: number): number {
    let lead = at;
    for (let next = this.#lead(lead); next !== lead; next = this.#lead(lead)) {
      this.#leads[lead] = this.#lead(next);
      lead = next;
    }
    return lead;
  }

  unite(a: number, b: number): void {
    const [one, other] = [this.find(a), this.find(b)];
    if (one !== other) this.#leads[Math.max(one, other)] = Math.min(one, other);
  }

  /** Every set, sorted, in the order of its smallest number. */
  all(): number[][] {
    const sets = new Map<number, number[]>();
    this.#leads.forEach((_, at) => {
      const lead = this.find(at);
      const set = sets.get(lead);
      if (set) set.push(at);
      else sets.set(lead, [at]);
    });
    return [...sets.values()];
  }

  #lead(at: number): number {
    return this.#leads[at] ?? at;
  }
}
