import type { IdentifierRule } from '../rules/rules.js';

/** What must be known of a cluster to say whether another may join it. */
interface Cluster {
  size: number;
  /** Members by identifier type. */
  readonly counts: Map<IdentifierRule, number>;
  /** First-seen times of the members whose limit is per period. */
  readonly times: Map<IdentifierRule, number[]>;
  /** Smallest tier 1 handle; absent where no person is known. */
  person: string | undefined;
  /** How many manual links united the cluster: each raises every limit of the rules by one person's share. */
  links: number;
  /** Indexes of the nodes that must not come in. */
  readonly foes: Set<number>;
}

export interface ForestNode {
  readonly handle: string;
  readonly firstAt: number;
  readonly rule: IdentifierRule;
}

export type Refusal = { readonly code: 'limit' | 'two-persons'; readonly type: string } | { readonly code: 'separated' };

/** Disjoint sets of nodes under the limits of the rules. */
export class Forest {
  readonly #parent: Int32Array;
  readonly #clusters: (Cluster | undefined)[];

  constructor(nodes: readonly ForestNode[]) {
    this.#parent = Int32Array.from(nodes, (_, i) => i);
    this.#clusters = nodes.map(({ handle, firstAt, rule }) => ({
      size: 1,
      counts: new Map([[rule, 1]]),
      times: rule.limit?.perDays === undefined ? new Map<IdentifierRule, number[]>() : new Map([[rule, [firstAt]]]),
      person: rule.tier === 1 ? handle : undefined,
      links: 0,
      foes: new Set<number>(),
    }));
  }

  find(node: number): number {
    const parent = this.#parent;
    let root = node;
    for (let up = parent[root] ?? root; up !== root; up = parent[root] ?? root) root = up;
    for (let up = node; up !== root;) {
      const next = parent[up] ?? root;
      parent[up] = root;
      up = next;
    }
    return root;
  }

  person(node: number): string | undefined {
    return this.#cluster(this.find(node)).person;
  }

  /** The two are never to be in one cluster. To be said before anything is united. */
  separate(a: number, b: number): void {
    this.#cluster(a).foes.add(b);
    this.#cluster(b).foes.add(a);
  }

  /** Whether the clusters of two roots may become one by an edge (`manual`: by a person's link). */
  refusal(a: number, b: number, manual: boolean, weak?: IdentifierRule): Refusal | undefined {
    const left = this.#cluster(a);
    const right = this.#cluster(b);
    for (const foe of left.foes) if (this.find(foe) === b) return { code: 'separated' };
    if (weak && left.person !== undefined && right.person !== undefined) return { code: 'two-persons', type: weak.type };
    if (manual) return undefined;
    const persons = 1 + left.links + right.links;
    for (const [rule, count] of left.counts) {
      const max = (rule.limit?.max ?? Number.POSITIVE_INFINITY) * persons;
      const total = count + (right.counts.get(rule) ?? 0);
      if (total <= max || total === count) continue;
      const days = rule.limit?.perDays;
      if (days === undefined || tooMany([...(left.times.get(rule) ?? []), ...(right.times.get(rule) ?? [])], max, days)) {
        return { code: 'limit', type: rule.type };
      }
    }
    return undefined;
  }

  unite(a: number, b: number, manual: boolean): void {
    const [big, small] = this.#cluster(a).size >= this.#cluster(b).size ? [a, b] : [b, a];
    const into = this.#cluster(big);
    const from = this.#cluster(small);
    this.#parent[small] = big;
    this.#clusters[small] = undefined;
    into.size += from.size;
    for (const [rule, count] of from.counts) into.counts.set(rule, (into.counts.get(rule) ?? 0) + count);
    for (const [rule, times] of from.times) {
      const all = into.times.get(rule) ?? [];
      for (const time of times) all.push(time);
      into.times.set(rule, all);
    }
    if (from.person !== undefined && (into.person === undefined || from.person < into.person)) into.person = from.person;
    into.links += from.links + (manual ? 1 : 0);
    for (const foe of from.foes) into.foes.add(foe);
  }

  #cluster(root: number): Cluster {
    const cluster = this.#clusters[root];
    if (!cluster) throw new RangeError(`Node ${root} is not the root of a cluster.`);
    return cluster;
  }
}

/** Whether some period of `days` holds more than `max` of the times. */
function tooMany(times: number[], max: number, days: number): boolean {
  times.sort((x, y) => x - y);
  const period = days * 86_400_000;
  return times.some((time, i) => i >= max && time - (times[i - max] ?? time) < period);
}
