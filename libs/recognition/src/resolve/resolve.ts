import { compareText, isNameType, ruleFor, type IdentifierRule, type Rules } from '../rules/rules.js';
import { Forest } from './forest.js';
import { dayOf, type EdgeState, type Graph, type GraphNode, type Resolution, type ResolvedCluster } from './graph.js';

const JOINED: EdgeState = { joined: true };

interface Line {
  readonly hub: number;
  readonly other: number;
  readonly tier: number;
  readonly edge: number;
}

/**
 * Which identifiers are one customer: Kruskal's algorithm under constraints. Manual links first, then edges by tier,
 * first occurrence and content key; each unites its two clusters unless a limit, a separation or another guard of the
 * rules forbids it. Pure, and the result depends on the content of the graph alone, not on the order of its arrays.
 *
 * `presumedGeneric` (handle to type) names values that are known to be generic though not all their edges are in the
 * graph; they need not be among its nodes.
 */
export function resolve(graph: Graph, rules: Rules, presumedGeneric: ReadonlyMap<string, string> = new Map()): Resolution {
  const nodes = graph.nodes.map((node) => ({ ...node, rule: ruleFor(rules, node.type) }));
  const indexOf = new Map(nodes.map((node, i) => [node.handle, i]));
  const forest = new Forest(nodes);
  const states: EdgeState[] = [];
  const persons: (string | undefined)[] = [];
  const generic = new Set([...presumedGeneric.keys(), ...usedUnderManyNames(graph, rules)]);

  const decisions = decide(graph, indexOf, forest);
  const rejected = new Set(graph.decisions.filter(({ verdict }) => verdict === 'reject-edge').map(({ a, b }) => pairKey(a, b)));

  const lines: Line[] = [];
  /** Values that may turn out generic, by tier, each with the edges to stronger identifiers. */
  const weighed = new Map<
    number,
    Map<string, { readonly rule: IdentifierRule; readonly near: { node: number; edge: number }[] }>
  >();
  for (const [edge, { hub, other, joins }] of graph.edges.entries()) {
    const state = stateAtStart(hub, other, joins);
    states.push(state);
    if (!state.joined || hub === other) continue;
    const [a, b] = [indexOf.get(hub), indexOf.get(other)];
    const [ruleA, ruleB] = [ruleAt(a, hub), ruleAt(b, other)];
    if (a !== undefined && b !== undefined) lines.push({ hub: a, other: b, tier: Math.max(ruleA.tier, ruleB.tier), edge });
    if (ruleA.tier < ruleB.tier) weigh(ruleB, other, a, edge);
    else if (ruleB.tier < ruleA.tier) weigh(ruleA, hub, b, edge);
    if (a === undefined || b === undefined) states[edge] = { joined: false, code: 'generic' };
  }

  function stateAtStart(hub: string, other: string, joins: boolean): EdgeState {
    if (hub === other) return JOINED;
    if (!joins) return { joined: false, code: 'role' };
    return rejected.size > 0 && rejected.has(pairKey(hub, other)) ? { joined: false, code: 'rejected' } : JOINED;
  }

  function ruleAt(index: number | undefined, handle: string): IdentifierRule {
    const node = index === undefined ? undefined : nodes[index];
    if (node) return node.rule;
    const type = presumedGeneric.get(handle);
    if (type === undefined) throw new RangeError('An edge of the graph leads to a node that is not in it.');
    return ruleFor(rules, type);
  }

  function weigh(rule: IdentifierRule, value: string, near: number | undefined, edge: number): void {
    if (rule.genericOver === undefined || near === undefined) return;
    let values = weighed.get(rule.tier);
    if (!values) weighed.set(rule.tier, (values = new Map()));
    const known = values.get(value);
    if (known) known.near.push({ node: near, edge });
    else values.set(value, { rule, near: [{ node: near, edge }] });
  }

  /** Decides which values of one tier are generic, from the clusters as they stand before any edge of that tier. */
  function findGeneric(tier: number): void {
    for (const [value, { rule, near }] of weighed.get(tier) ?? []) {
      const around = near
        .filter(({ node }) => !generic.has(nodes[node]?.handle ?? ''))
        .map(({ node, edge }) => ({ edge, person: forest.person(node) }));
      const distinct = new Set(around.map(({ person }) => person).filter((person) => person !== undefined));
      if (!generic.has(value) && distinct.size <= (rule.genericOver ?? Number.POSITIVE_INFINITY)) continue;
      generic.add(value);
      for (const { edge, person } of around) persons[edge] = person;
    }
  }

  const tiersToWeigh = [...weighed.keys()].toSorted((x, y) => x - y);
  lines.sort((x, y) => x.tier - y.tier || byFirst(graph.edges[x.edge], graph.edges[y.edge]));
  const uses = new Map<string, { readonly from: number; readonly to: number }[]>();

  for (const line of lines) {
    while (tiersToWeigh.length > 0 && (tiersToWeigh[0] ?? 0) <= line.tier) findGeneric(tiersToWeigh.shift() ?? 0);
    states[line.edge] = join(line);
  }
  for (const tier of tiersToWeigh) findGeneric(tier);

  function join(line: Line): EdgeState {
    const ends = [nodes[line.hub], nodes[line.other]];
    if (ends.some((node) => node && generic.has(node.handle))) return { joined: false, code: 'generic' };
    const [a, b] = [forest.find(line.hub), forest.find(line.other)];
    const timed = ends.filter((node) => node?.rule.windowDays !== undefined);
    if (a !== b) {
      const far = timed.find((node) => node && !withinWindow(uses.get(node.handle), interval(line), node.rule.windowDays ?? 0));
      if (far) return { joined: false, code: 'window', type: far.type };
      const refusal = forest.refusal(a, b, false, ends.find((node) => node && !node.rule.joinsPersons)?.rule);
      if (refusal) return { joined: false, ...refusal };
      forest.unite(a, b, false);
    }
    for (const node of timed) {
      const known = uses.get(node?.handle ?? '');
      if (known) known.push(interval(line));
      else if (node) uses.set(node.handle, [interval(line)]);
    }
    return JOINED;
  }

  function interval(line: Line): { from: number; to: number } {
    const edge = graph.edges[line.edge];
    return { from: dayOf(edge?.firstAt ?? 0), to: dayOf(edge?.lastAt ?? 0) };
  }

  graph.edges.forEach(({ hub, other }, i) => {
    const state = states[i];
    if (!state || state.joined || state.code !== 'generic') return;
    const value = generic.has(hub) ? hub : other;
    states[i] = { ...state, type: presumedGeneric.get(value) ?? nodes[indexOf.get(value) ?? -1]?.type };
  });
  // Two ends that came together by other ways need no review.
  for (const line of lines) {
    const state = states[line.edge];
    if (state && !state.joined && state.code !== 'generic' && forest.find(line.hub) === forest.find(line.other))
      states[line.edge] = JOINED;
  }
  return { clusters: gather(nodes, forest), edges: states, decisions, generic, persons: states.map((_, i) => persons[i]) };
}

/** Hubs with more identifiers of one name type than their rule allows. Rejected evidence counts too: it was stated. */
function usedUnderManyNames({ nodes, edges }: Graph, rules: Rules): Set<string> {
  const typeOf = new Map(nodes.map(({ handle, type }) => [handle, type]));
  const counts = new Map<string, number>();
  const many = new Set<string>();
  for (const { hub, other, joins } of edges) {
    const type = typeOf.get(other);
    const most = ruleFor(rules, typeOf.get(hub) ?? '').genericOverNames;
    if (!joins || most === undefined || type === undefined || !isNameType(rules, type)) continue;
    const count = (counts.get(`${type} ${hub}`) ?? 0) + 1;
    counts.set(`${type} ${hub}`, count);
    if (count > most) many.add(hub);
  }
  return many;
}

/** Puts the separations in force, then unites by manual links, the earliest first. */
function decide(graph: Graph, indexOf: ReadonlyMap<string, number>, forest: Forest): EdgeState[] {
  const states: EdgeState[] = graph.decisions.map(() => JOINED);
  const known = graph.decisions
    .map((decision, i) => ({ ...decision, i, from: indexOf.get(decision.a), to: indexOf.get(decision.b) }))
    .toSorted((x, y) => x.decidedAt - y.decidedAt || compareText(x.a, y.a) || compareText(x.b, y.b));
  for (const { verdict, from, to } of known) {
    if (verdict === 'separate' && from !== undefined && to !== undefined) forest.separate(from, to);
  }
  for (const { verdict, from, to, i } of known) {
    if (verdict !== 'link' || from === undefined || to === undefined) continue;
    const [a, b] = [forest.find(from), forest.find(to)];
    if (a === b) continue;
    const refusal = forest.refusal(a, b, true);
    if (refusal) states[i] = { joined: false, ...refusal };
    else forest.unite(a, b, true);
  }
  return states;
}

function gather(nodes: readonly GraphNode[], forest: Forest): ResolvedCluster[] {
  const clusters = new Map<number, { oldest: GraphNode; members: string[] }>();
  nodes.forEach((node, i) => {
    const root = forest.find(i);
    const cluster = clusters.get(root);
    if (!cluster) clusters.set(root, { oldest: node, members: [node.handle] });
    else {
      cluster.members.push(node.handle);
      if (byFirst(node, cluster.oldest) < 0) cluster.oldest = node;
    }
  });
  return [...clusters.values()].map(({ oldest, members }) => ({ customer: oldest.handle, members }));
}

function withinWindow(
  accepted: readonly { readonly from: number; readonly to: number }[] | undefined,
  use: { readonly from: number; readonly to: number },
  days: number,
): boolean {
  return !accepted || accepted.some(({ from, to }) => Math.max(from, use.from) - Math.min(to, use.to) <= days);
}

interface FirstSeen {
  readonly firstAt: number;
  readonly firstKey: string;
}

/** Orders by first occurrence, then content key. */
export function byFirst(x: FirstSeen | undefined, y: FirstSeen | undefined): number {
  if (!x || !y) return 0;
  return x.firstAt - y.firstAt || compareText(x.firstKey, y.firstKey);
}

/** One key for a pair, whichever way round it is named. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
