import { LRUCache } from 'lru-cache';
import { compareText, ruleFor, type Rules } from '../rules/rules.js';

/** Counts of a cluster's members by type, as JSON with sorted keys; and whether the rules could ever say no to such a cluster. */
export class ClusterTypes {
  readonly #merged = new LRUCache<string, string>({ max: 2_000 });
  readonly #free = new LRUCache<string, boolean>({ max: 2_000 });
  readonly #leastGeneric: number;

  constructor(private readonly rules: Rules) {
    this.#leastGeneric = Math.min(
      ...[...rules.identifiers, rules.other].map(({ genericOver }) => genericOver ?? Number.POSITIVE_INFINITY),
    );
  }

  count(types: readonly string[]): string {
    const counts = new Map<string, number>();
    for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
    return write(counts);
  }

  merge(a: string, b: string): string {
    const key = `${a}${b}`;
    const known = this.#merged.get(key);
    if (known !== undefined) return known;
    const counts = read(a);
    for (const [type, count] of read(b)) counts.set(type, (counts.get(type) ?? 0) + count);
    const merged = write(counts);
    this.#merged.set(key, merged);
    return merged;
  }

  /** The largest of the counts. */
  most(types: string): number {
    return Math.max(0, ...read(types).values());
  }

  /**
   * Whether no rule can block any edge among identifiers of these types, whatever the order: no limit is passed, too
   * few persons for a value to be generic, and no two persons that a weak value might join. Says nothing of windows.
   */
  free(types: string): boolean {
    const known = this.#free.get(types);
    if (known !== undefined) return known;
    let persons = 0;
    let weak = false;
    let within = true;
    for (const [type, count] of read(types)) {
      const rule = ruleFor(this.rules, type);
      if (rule.tier === 1) persons += count;
      if (!rule.joinsPersons) weak = true;
      if (rule.limit && count > rule.limit.max) within = false;
    }
    const free = within && persons <= this.#leastGeneric && !(weak && persons > 1);
    this.#free.set(types, free);
    return free;
  }
}

function read(types: string): Map<string, number> {
  return new Map(Object.entries(JSON.parse(types) as Record<string, number>));
}

function write(counts: ReadonlyMap<string, number>): string {
  const entries = counts.size > 1 ? [...counts].toSorted(([x], [y]) => compareText(x, y)) : [...counts];
  return `{${entries.map(([type, count]) => `${JSON.stringify(type)}:${count}`).join(',')}}`;
}
