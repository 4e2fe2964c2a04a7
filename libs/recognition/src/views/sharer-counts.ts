import type { WorkingSet } from './working-set.js';

/** Counts how many persons share each generic value, from the changes of its edges alone: they need not all be loaded. */
export class SharerCounts {
  /** By value, then person: how many edges more (or less) bring that person to it. */
  readonly #changes = new Map<string, Map<string, number>>();

  change(value: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (before !== null) this.#add(value, before, -1);
    if (after !== null) this.#add(value, after, 1);
  }

  /** Loads the counts that changed. To be called before the methods below. */
  async fetch(set: WorkingSet): Promise<void> {
    await set.sharers.fetch(
      [...this.#changes].flatMap(([value, persons]) => [...persons.keys()].map((person) => [value, person])),
    );
  }

  /** How many persons share the value after the changes. */
  countAfter(value: string, set: WorkingSet): number {
    let count = set.node(value).sharers;
    for (const [person, change] of this.#changes.get(value) ?? []) {
      const before = set.sharers.get(value, person)?.edges ?? 0;
      count += Number(before + change > 0) - Number(before > 0);
    }
    return count;
  }

  write(set: WorkingSet): void {
    for (const [value, persons] of this.#changes) {
      const sharers = this.countAfter(value, set);
      if (set.node(value).sharers !== sharers) set.nodes.put({ ...set.node(value), sharers });
      for (const [person, change] of persons) {
        const edges = (set.sharers.get(value, person)?.edges ?? 0) + change;
        if (edges > 0) set.sharers.put({ value, person, edges });
        else set.sharers.remove(value, person);
      }
    }
  }

  #add(value: string, person: string, change: number): void {
    let persons = this.#changes.get(value);
    if (!persons) this.#changes.set(value, (persons = new Map()));
    persons.set(person, (persons.get(person) ?? 0) + change);
  }
}
